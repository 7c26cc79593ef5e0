package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/embedding/remote"
	"github.com/moltwatch/moltwatch/internal/embedding/remote/remotetest"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
)

// textComparisons are queries that give the rows in which text_features differs from the actions
// that have a text, or from what is made of it.
var textComparisons = map[string]string{
	"texts": differing(
		`SELECT action_id, kafka_partition, kafka_offset, seen, time, toString(kind), agent_id, target_id FROM text_features`,
		`SELECT id, kafka_partition, kafka_offset, seen, time, toString(kind), agent_id, target_id FROM actions
			WHERE text != '' OR title != '' AND kind NOT LIKE 'sanction.%' OR kind = 'message.sent'`),
	"bands": differing(
		`SELECT DISTINCT band, seen, kafka_partition, kafka_offset, agent_id FROM text_bands`,
		`SELECT band, seen, kafka_partition, kafka_offset, agent_id FROM text_features ARRAY JOIN arrayDistinct(arrayConcat(bands,
			arrayMap(l -> xxHash64(concat('link ', l)), links), arrayMap(w -> xxHash64(concat('wallet ', w)), wallets))) AS band`),
}

// checkTexts compares what is stored of texts with the actions, row for row.
func (s *stage) checkTexts() {
	s.Helper()
	for name, query := range textComparisons {
		var n int64
		if err := s.warehouse.Conn().QueryRow(s.Context(), "SELECT toInt64(n) FROM ("+query+")").Scan(&n); err != nil {
			s.Fatalf("comparing the %s: %v", name, err)
		}
		if n != 0 {
			s.Errorf("the %s differ from the actions in %d rows", name, n)
		}
	}
}

// one reads one value.
func one[T any](s *stage, query string) (value T) {
	s.Helper()
	if err := s.warehouse.Conn().QueryRow(s.Context(), query).Scan(&value); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return value
}

const someWords = "The reef council meets at dawn, see https://reef.example/tides and bring a lantern for the way back"

func TestWhatHasATextHasARowOfFeatures(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	for _, change := range []func(*event.Action){
		func(a *event.Action) { a.Title, a.Text = "The reef council", someWords },
		func(a *event.Action) { a.Title, a.Text = "Only a title", "" },
		func(a *event.Action) { a.Text = "" }, // a post without words
		func(a *event.Action) { a.Kind, a.Text = event.VoteCast, "" },
		func(a *event.Action) { a.Kind, a.Title, a.Text = event.SanctionApplied, "ban", "" },
		func(a *event.Action) {
			a.Kind, a.Text, a.Target = event.MessageSent, "", event.Target{AgentID: "somebody"}
			f := textfeatures.Features{Model: "static-0", Injection: 0.25, Repeats: 0.5, Runes: 77, Bands: []uint64{3, 1 << 63}}
			f.Embedding[0], f.Embedding[255] = 127, -1
			a.Features = f.Travel()
		},
	} {
		a := s.next(event.PostCreated)
		change(&a)
		s.accepted[a.ID] = true
		s.publish(record(t, a))
	}
	s.say(1)
	s.consumer()
	s.settle()
	s.check()
	if n := one[uint64](s, "SELECT count() FROM text_features"); n != 4 {
		t.Errorf("%d rows, want 4: a post, a title, a message and what was said at the end", n)
	}
	if n := one[uint64](s, "SELECT count() FROM text_features WHERE kind = 'post.created' AND arraySum(x -> x * x, embedding) NOT BETWEEN 15000 AND 17500"); n != 0 {
		t.Errorf("%d posts have no unit vector", n) // 127² is 16,129
	}
	row := one[string](s, "SELECT toString((runes, links, length(bands), length(pieces) > 10)) FROM text_features WHERE action_id = 'action-000001'")
	if want := fmt.Sprintf("(%d,['reef.example'],20,1)", len("The reef council\n"+someWords)); row != want {
		t.Errorf("a post's features are %s, want %s", row, want)
	}
	row = one[string](s, "SELECT toString((runes, bands, injection, repeats, embedding[1], embedding[256], length(pieces), words_hash, target_agent_id, embedding_model)) FROM text_features WHERE kind = 'message.sent'")
	if want := "(77,[3,9223372036854775808],0.25,0.5,127,-1,0,0,'somebody','static-0')"; row != want {
		t.Errorf("a message's features are %s, want %s", row, want)
	}
}

// A text that makes a feature panic, or take for ever, costs its own features and nothing else.
func TestATextThatNoFeatureEndsForStopsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	registry := prometheus.NewRegistry()
	s.metrics = registry
	release := make(chan struct{})
	defer close(release)
	s.texts.Within = 200 * time.Millisecond
	s.texts.Extractor = textfeatures.New(textfeatures.Links(), textfeatures.Step{Name: "trap", New: func() func(textfeatures.Text, *textfeatures.Features) {
		return func(t textfeatures.Text, _ *textfeatures.Features) {
			switch {
			case strings.Contains(t.Raw, "panic"):
				panic(t.Raw)
			case strings.Contains(t.Raw, "forever"):
				<-release
			}
		}
	}}, textfeatures.Sketches())
	said := &logged{}
	s.consumerThatLogs(said.logger())
	for round := range 3 {
		for i, word := range []string{"good", "panic", "good", "forever", "good", "forever"} {
			a := s.next(event.CommentCreated)
			a.Agent.ID, a.Text = "agent-1", fmt.Sprint(word, " ", round, i, ": ", someWords)
			s.accepted[a.ID] = true
			s.publish(record(t, a))
		}
	}
	s.say(40)
	s.settle()
	s.check()
	for what, want := range map[string]uint64{
		"text LIKE 'good%' AND runes > 0 AND notEmpty(bands) AND notEmpty(links)":  9,
		"text LIKE 'panic%' AND runes > 0 AND notEmpty(bands) AND notEmpty(links)": 3, // all but the trap's own
		"text LIKE 'forever%' AND runes = 0 AND empty(bands) AND empty(links)":     6,
	} {
		if n := one[uint64](s, "SELECT count() FROM text_features JOIN actions ON id = action_id WHERE "+what); n != want {
			t.Errorf("%d rows have %s, want %d", n, what, want)
		}
	}
	found := gathered(t, registry)
	if n := found["moltwatch_ingest_features_lost_total"]; n != 3+6 || found["moltwatch_ingest_stuck_texts"] != 6 {
		t.Errorf("%v losses are counted, want 9; %v texts are said to be stuck, want 6", n, found["moltwatch_ingest_stuck_texts"])
	}
	for _, part := range []string{"stored without a feature", "stored without features"} {
		if !said.has(part) {
			t.Errorf("nobody was told: %s", part)
		}
	}
	if said.has("lantern") {
		t.Error("the log quotes a text")
	}
}

// brokenEmbedder answers for some texts and fails for others.
type brokenEmbedder struct{}

func (brokenEmbedder) EmbedBatch(_ context.Context, texts []string, into []embedding.Vector) (string, error) {
	for i, t := range texts {
		if strings.Contains(t, "unanswered") {
			return "", errors.New("no answer")
		}
		into[i][0] = 127
	}
	return "broken", nil
}

func TestAnotherEmbedderMayAnswerOrNot(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	s.texts.Embedder = brokenEmbedder{}
	s.consumer()
	s.say(5)
	s.settle()
	a := s.next(event.PostCreated)
	a.Text = "unanswered: " + someWords
	s.accepted[a.ID] = true
	s.publish(record(t, a))
	s.say(1)
	s.settle()
	s.check()
	got := one[string](s, "SELECT toString((countIf(embedding_model = 'broken' AND embedding[1] = 127 AND arraySum(embedding) = 127), countIf(embedding_model = '' AND arrayAll(x -> x = 0, embedding)), min(length(embedding)))) FROM text_features")
	if got != "(6,1,256)" && got != "(5,2,256)" { // the last word may be in one batch with the unanswered
		t.Errorf("rows with the answer, without, and dimensions: %s", got)
	}
}

// Where texts are to wait for their embedding service, the stage stands still while that is away,
// longer than any text may take, and then every row has the service's vector; raw rows do not wait.
func TestTextsWaitForTheirEmbeddingService(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	service := remotetest.Serve(t, 384)
	waiting, err := remote.NewWaiting(embedder(t, service), time.Millisecond, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	registry := prometheus.NewRegistry()
	s.metrics, s.texts.Embedder, s.texts.Within = registry, waiting, 50*time.Millisecond
	service.Away(true)
	s.consumer()
	s.say(40)
	s.settleStage(ingest.StageActions)
	for deadline := time.Now().Add(time.Minute); len(service.Asked()) < 300; time.Sleep(5 * time.Millisecond) { // over 50 ms of rests
		if time.Now().After(deadline) {
			t.Fatalf("the service was asked %d times", len(service.Asked()))
		}
	}
	if n := one[uint64](s, "SELECT count() FROM text_features"); n != 0 {
		t.Errorf("%d texts are stored without waiting", n)
	}
	service.Away(false)
	s.settle()
	s.check()
	if n := one[uint64](s, "SELECT countIf(embedding_model = 'minilm' AND arrayExists(x -> x != 0, embedding)) FROM text_features"); n != 40 {
		t.Errorf("%d of 40 texts have the service's vector", n)
	}
	if found := gathered(t, registry); found["moltwatch_ingest_features_lost_total"] != 0 || found["moltwatch_ingest_stuck_texts"] != 0 {
		t.Errorf("waiting was taken for a text that takes too long: %v", found)
	}
}

// Where the model in the binary stands in, each row says who embedded it.
func TestRowsSayWhichModelEmbeddedThem(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	service := remotetest.Serve(t, 384)
	builtin, err := embedding.Load()
	if err != nil {
		t.Fatal(err)
	}
	fallback, err := remote.NewFallback(embedder(t, service), builtin, time.Nanosecond, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.texts.Embedder = fallback
	s.consumer()
	for _, away := range []bool{false, true, false} {
		service.Away(away)
		s.say(10)
		s.settle()
	}
	s.check()
	rows := one[string](s, "SELECT toString((countIf(embedding_model = 'minilm'), countIf(embedding_model = '"+embedding.Name+"'), count())) FROM text_features")
	if rows != "(20,10,30)" {
		t.Errorf("rows by the service, by the model in the binary, and all: %s", rows)
	}
}

func embedder(t *testing.T, service *remotetest.Service) *remote.Client {
	t.Helper()
	client, err := remote.New(remote.Options{URL: service.API(), Model: remotetest.Model, Key: remotetest.Key, Tries: 1})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Raw rows are stored whatever becomes of the texts.
func TestRawRowsNeverWaitForTexts(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	release := make(chan struct{})
	s.texts.Within = time.Hour
	s.texts.Extractor = textfeatures.New(textfeatures.Step{Name: "wait", New: func() func(textfeatures.Text, *textfeatures.Features) {
		return func(textfeatures.Text, *textfeatures.Features) { <-release }
	}})
	s.consumer()
	s.say(200)
	s.settleStage(ingest.StageActions)
	if n := one[uint64](s, "SELECT count() FROM text_features"); n != 0 {
		t.Errorf("%d texts are stored before they were worked on", n)
	}
	close(release)
	s.settle()
	s.check()
}
