package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
)

// workshop works features out of texts, on a bounded number of goroutines for all partitions. A
// text that takes too long is left to the goroutine that is at it, which nobody waits for any
// more; the others go on.
type workshop struct {
	Texts
	log        *slog.Logger
	slots      chan struct{}             // one a job under way
	scratch    chan *textfeatures.Worker // those that are idle
	panicked   prometheus.Counter
	overran    prometheus.Counter
	unembedded prometheus.Counter
	stuck      prometheus.Gauge
	lost       atomic.Int64 // what stuck says
}

const (
	jobTexts = 32 // how many are handed to a goroutine at once
	mostLost = 16 // goroutines that may be lost; beyond that a text is waited for, whatever it takes
)

func newWorkshop(t Texts, registry prometheus.Registerer, log *slog.Logger) (*workshop, error) {
	lost := func(reason string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{
			Name: "moltwatch_ingest_features_lost_total", ConstLabels: prometheus.Labels{"reason": reason},
			Help: "Texts whose rows lack a feature: its step panicked, the embedder gave no answer; or all of them: they took too long.",
		})
	}
	s := &workshop{
		Texts: t, log: log, slots: make(chan struct{}, t.Workers), scratch: make(chan *textfeatures.Worker, t.Workers),
		panicked: lost("panic"), overran: lost("overrun"), unembedded: lost("embedder"),
		stuck: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "moltwatch_ingest_stuck_texts", Help: "Texts that took too long and are still worked on, each on a goroutine that is lost to the rest.",
		}),
	}
	if registry == nil {
		return s, nil
	}
	for _, c := range []prometheus.Collector{s.panicked, s.overran, s.unembedded, s.stuck} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the metrics of ingest: %w", err)
		}
	}
	return s, nil
}

// job is some texts, and what was worked out of the first of them so far.
type job struct {
	texts    []string
	finished chan struct{}

	mu        sync.Mutex
	embedding bool // the embedder is waited for, which bounds its own time
	features  []textfeatures.Features
	left      bool // nobody waits for it
	stopped   bool // what is not begun need not be
}

// work works out the features of texts and gives them to take, in order. clean reports that
// nobody reads the texts any more. It fails only when ctx has ended.
func (s *workshop) work(ctx context.Context, texts []string, take func(i int, f *textfeatures.Features)) (clean bool, err error) {
	clean = true
	var under []*job // in order
	given, taken := 0, 0
	for taken < len(texts) {
		for given < len(texts) && len(under) <= s.Workers {
			n := min(jobTexts, len(texts)-given)
			j, err := s.begin(ctx, texts[given:given+n], len(under) > 0)
			if err != nil {
				s.stop(under)
				return false, err
			}
			if j == nil { // no goroutine is free: first take what is done
				break
			}
			under, given = append(under, j), given+n
		}
		j := under[0]
		under = under[1:]
		done, err := s.await(ctx, j)
		if err != nil {
			s.stop(append(under, j))
			return false, err
		}
		for i := range done {
			take(taken+i, &done[i])
		}
		taken += len(done)
		if rest := j.texts[len(done):]; len(rest) > 0 { // the first of them took too long
			clean = false
			take(taken, &textfeatures.Features{})
			taken++
			if len(rest) > 1 {
				again, err := s.begin(ctx, rest[1:], false)
				if err != nil {
					s.stop(under)
					return false, err
				}
				under = append([]*job{again}, under...)
			}
		}
	}
	return clean, nil
}

// begin hands texts to a goroutine of their own. If none is free it waits, or, if it need not
// have one now, gives nil.
func (s *workshop) begin(ctx context.Context, texts []string, orNone bool) (*job, error) {
	if orNone {
		select {
		case s.slots <- struct{}{}:
		default:
			return nil, ctx.Err()
		}
	} else {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	j := &job{texts: texts, finished: make(chan struct{}), embedding: s.Embedder != nil}
	go s.do(ctx, j)
	return j, nil
}

// do is the goroutine of a job. Whoever waits for the job waits for it; if it is left, it ends
// after the text that it is at.
func (s *workshop) do(ctx context.Context, j *job) {
	var worker *textfeatures.Worker
	select {
	case worker = <-s.scratch:
	default:
		worker = s.Extractor.NewWorker()
	}
	vectors, model := s.embed(ctx, j)
	for i, text := range j.texts {
		var f textfeatures.Features
		if err := worker.Extract(text, &f); err != nil {
			s.panicked.Inc()
			s.log.Warn("a text is stored without a feature", "bytes", len(text), "reason", err)
		}
		if vectors != nil {
			f.Embedding, f.Model = vectors[i], model
		}
		j.mu.Lock()
		left, stopped := j.left, j.stopped
		if !left {
			j.features = append(j.features, f)
		}
		j.mu.Unlock()
		if left {
			s.stuck.Set(float64(s.lost.Add(-1)))
			return
		}
		if stopped {
			break
		}
	}
	select {
	case s.scratch <- worker:
	default:
	}
	<-s.slots
	close(j.finished)
}

// embed asks the other embedder, if there is one, and waits for it as long as it tries. Texts that
// it gives no answer for have no embedding, and the stage goes on.
func (s *workshop) embed(ctx context.Context, j *job) (vectors []embedding.Vector, model string) {
	if s.Embedder == nil {
		return nil, ""
	}
	vectors = make([]embedding.Vector, len(j.texts))
	model, err := s.Embedder.EmbedBatch(ctx, j.texts, vectors)
	if err != nil {
		clear(vectors)
		model = ""
	}
	without := 0
	for i, text := range j.texts {
		if vectors[i] == (embedding.Vector{}) && strings.TrimSpace(text) != "" {
			without++
		}
	}
	if without > 0 && ctx.Err() == nil {
		s.unembedded.Add(float64(without))
		s.log.Warn("texts are stored without embeddings", "texts", without, "of", len(j.texts), "reason", err)
	}
	j.mu.Lock()
	j.embedding = false
	j.mu.Unlock()
	return vectors, model
}

// await waits for a job and gives what was worked out: of all its texts, or of those before one
// that took too long. Time is counted in looks at it, so that a process that was stopped for a
// while blames no text.
func (s *workshop) await(ctx context.Context, j *job) ([]textfeatures.Features, error) {
	const looks = 20
	tick := time.NewTicker(max(s.Within/looks, time.Millisecond))
	defer tick.Stop()
	seen, still := 0, 0
	for {
		select {
		case <-j.finished:
			return j.features, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
		j.mu.Lock()
		if len(j.features) > seen || j.embedding {
			seen, still = len(j.features), 0
		} else {
			still++
		}
		over := still > looks && seen < len(j.texts) && s.lost.Load() < mostLost
		j.left = j.left || over
		j.mu.Unlock()
		if over {
			s.overran.Inc()
			s.stuck.Set(float64(s.lost.Add(1)))
			s.log.Warn("a text takes too long and is stored without features", "bytes", len(j.texts[seen]), "longer_than", s.Within)
			<-s.slots
			return j.features[:seen], nil
		}
	}
}

// stop ends jobs after the text that each is at, and waits for them for as long as a text may
// take.
func (s *workshop) stop(jobs []*job) {
	for _, j := range jobs {
		j.mu.Lock()
		j.stopped = true
		j.mu.Unlock()
	}
	timeout := time.NewTimer(s.Within)
	defer timeout.Stop()
	for _, j := range jobs {
		select {
		case <-j.finished:
		case <-timeout.C:
			return
		}
	}
}
