package forum_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestARestartKeepsEverythingAndPublishesEachActionOnce(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann := p.join("ann")
	post := p.post(ann, "stage")
	p.stop()
	first := p.rec.actions

	p = startAt(t, p.home)
	again := p.agents.As(client.Caller{Key: ann.key})
	must(again.CreateComment(ctx, post.ID, client.NewComment{Content: "still me"}))(t)
	eventually(t, "the comment", func() bool { return len(p.rec.of(event.CommentCreated)) == 1 })
	if n := len(p.rec.of(event.AgentRegistered, event.PostCreated)); n != 0 {
		t.Errorf("%d actions of the first run were published again after a clean end", n)
	}
	p.stop()
	if seq := p.rec.actions[0].Seq; seq != first[len(first)-1].Seq+1 {
		t.Errorf("the second run begins at %d, the first ended at %d", seq, first[len(first)-1].Seq)
	}
}

func TestWatermarksComeAlsoWhenIdle(t *testing.T) {
	t.Parallel()
	p := start(t)
	eventually(t, "five watermarks", func() bool { return len(p.rec.of(event.Watermark)) >= 5 })
	list := p.rec.of(event.Watermark)
	for i, a := range list {
		if a.Producer != "forum-1" || a.Forum != "moltbook" || a.Seq == 0 || (i > 0 && !a.Time.After(list[i-1].Time.Time)) {
			t.Errorf("got %+v", a)
		}
	}
}

func TestAnActionIsPublishedAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *forum.Config) { c.WatermarkEvery = time.Hour })
	ann := p.join("ann")
	var worst time.Duration
	for range 20 {
		before := len(p.rec.of(event.PostCreated))
		p.post(ann, "now")
		began := time.Now()
		eventually(t, "the post", func() bool { return len(p.rec.of(event.PostCreated)) == before+1 })
		worst = max(worst, time.Since(began))
	}
	t.Logf("the slowest of 20 was with the publisher %s after the answer", worst)
	if worst > time.Second {
		t.Errorf("an action waited %s without any watermark to carry it along", worst)
	}
}

// broken refuses everything, for good.
type broken struct{}

func (broken) Publish(context.Context, []bus.Record) error {
	return errors.New("no broker will take this")
}

func TestAPublisherThatFailsTakesTheForumDownWithItsReason(t *testing.T) {
	t.Parallel()
	cfg := config(newHome(t), listen(t), listen(t))
	cfg.Publisher = broken{}
	f := must(forum.New(t.Context(), cfg))(t)
	if err := f.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "no broker will take this") {
		t.Errorf("got %v", err)
	}
}

// stuck never answers, as a broker that is away.
type stuck struct{}

func (stuck) Publish(ctx context.Context, _ []bus.Record) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestItEndsInTimeWithABrokerThatIsAwayAndTellsLater(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *forum.Config) { c.Publisher = stuck{} })
	p.join("ann")
	p.stop() // checks the time
	p = startAt(t, p.home)
	eventually(t, "the registration", func() bool { return len(p.rec.of(event.AgentRegistered)) == 1 })
	for i, a := range p.rec.of(event.Watermark, event.AgentRegistered) {
		if want := uint64(i + 1); a.Seq != want {
			t.Fatalf("number %d follows where %d should: what was not published is lost", a.Seq, want)
		}
		if a.Kind == event.AgentRegistered {
			return
		}
	}
}

func TestWhatIsMissingFromTheConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*forum.Config){
		"no store":      func(c *forum.Config) { c.StorePath, c.StoreURL = "", "" },
		"two listeners": func(c *forum.Config) { c.AdminListener = nil },
		"no publisher":  func(c *forum.Config) { c.Publisher = nil },
		"name":          func(c *forum.Config) { c.Producer = "" },
		"secret":        func(c *forum.Config) { c.HMACKey = nil },
		"no token":      func(c *forum.Config) { c.AdminTokens = nil },
		"store": func(c *forum.Config) {
			c.StorePath = filepath.Join(c.StorePath, "no", "such", "folder")
			c.StoreURL = strings.Replace(c.StoreURL, "/test_", "/none_", 1)
		},
	} {
		l, adminL := listen(t), listen(t)
		cfg := config(newHome(t), l, adminL)
		cfg.Publisher = &recorder{}
		change(&cfg)
		if f, err := forum.New(t.Context(), cfg); err == nil {
			_ = f.Close()
			t.Errorf("%s: taken", want)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
		_, _ = l.Close(), adminL.Close()
	}
}

func TestThroughARealBrokerEveryPartitionIsInOrder(t *testing.T) {
	t.Parallel()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	b := must(bus.Open(bus.Config{Brokers: cluster.ListenAddrs()}))(t)
	t.Cleanup(b.Close)
	const partitions = 4
	if err := b.EnsureTopics(t.Context(), partitions); err != nil {
		t.Fatal(err)
	}
	p := start(t, func(c *forum.Config) { c.Publisher = b.Producer(bus.TopicActions) })
	for _, name := range []string{"ann", "bob", "eve", "joe", "sue"} {
		m := p.join(name)
		for range 3 {
			p.post(m, "by "+name)
		}
	}
	p.stop()
	type copyOf struct {
		partition int
		seq       uint64
	}
	seen, copies, last, marks, homes := map[uint64]bool{}, map[copyOf]bool{}, map[int]uint64{}, map[int]int{}, map[string]int{}
	err = b.Drain(t.Context(), bus.TopicActions, func(m bus.Message) error {
		a, err := event.Decode[event.Action](m.Value)
		if err != nil {
			return err
		}
		if copies[copyOf{m.Partition, a.Seq}] {
			return nil // it may repeat
		}
		if a.Seq < last[m.Partition] {
			t.Errorf("partition %d: %d after %d", m.Partition, a.Seq, last[m.Partition])
		}
		copies[copyOf{m.Partition, a.Seq}], last[m.Partition], seen[a.Seq] = true, a.Seq, true
		if a.Kind == event.Watermark {
			marks[m.Partition]++
		} else if home, ok := homes[a.Agent.ID]; ok && home != m.Partition {
			t.Errorf("agent %s is in partitions %d and %d", a.Agent.ID, home, m.Partition)
		} else {
			homes[a.Agent.ID] = m.Partition
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(homes) != 5 || len(marks) != partitions {
		t.Errorf("%d agents, watermarks in %d partitions", len(homes), len(marks))
	}
	for seq := uint64(1); seq <= uint64(len(seen)); seq++ {
		if !seen[seq] {
			t.Errorf("seq %d never came", seq)
		}
	}
}
