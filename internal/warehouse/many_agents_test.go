package warehouse_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// leaning is a unit vector with such a cosine to the axis 3, and the rest of it along another.
func leaning(cosine float64, axis int) (v embedding.Vector) {
	var sums [embedding.Dims]float64
	sums[3], sums[axis] = cosine, math.Sqrt(1-cosine*cosine)
	embedding.Quantize(&sums, &v)
	return v
}

// Three thousand agents, more than have their vectors added up, each kind of them nearer than the
// seven that are sought by some measure that is not theirs: what they say on average, all that they
// say, their words and description added up, and what does not count at all.
func manyAgents() *warehouse.Texts {
	b := &warehouse.Texts{}
	rows := 0
	say := func(agent string, kind event.Kind, model string, at time.Time, v embedding.Vector) {
		rows++
		at = at.Add(time.Duration(rows) * time.Millisecond)
		b.AppendAction(&event.Action{ID: fmt.Sprint("text-", rows), Kind: kind, Time: event.At(at), Agent: event.Agent{ID: agent}},
			warehouse.Place{Partition: uint32(rows % 2), Offset: int64(rows), BrokerTime: at, Seen: at})
		b.AppendFeatures(&textfeatures.Features{Embedding: v, Model: model})
	}
	for i := range 1100 {
		say(fmt.Sprint("brief-", i), event.PostCreated, "mine", began, leaning(0.5, 200))
		for range 25 {
			say(fmt.Sprint("loud-", i), event.CommentCreated, "mine", began, leaning(0.25, 201))
		}
		say(fmt.Sprint("both-", i), event.PostCreated, "mine", began, leaning(0.35, 202))
		say(fmt.Sprint("both-", i), event.AgentRegistered, "mine", began, leaning(0.35, 203))
	}
	for i := range 180 {
		say("1 says much of many things", event.PostCreated, "mine", began, leaning(0.25, 10+i))
	}
	say("2 describes itself", event.AgentRegistered, "mine", began, leaning(-1, 9))
	say("2 describes itself", event.AgentUpdated, "mine", began, leaning(0.7, 9))
	say("3 says something new", event.PostCreated, "mine", began, leaning(0.68, 9))
	say("4 was embedded by another", event.PostCreated, "mine", began, leaning(0.66, 9))
	say("5 whispers", event.PostCreated, "mine", began, leaning(0.64, 9))
	say("6 says it once", event.PostCreated, "mine", began, leaning(0.6, 9))
	say("0 is not asked for", event.PostCreated, "mine", began, leaning(1, 9))
	for range 50 {
		say("3 says something new", event.PostCreated, "mine", began.Add(-time.Hour), leaning(0, 9))
		say("4 was embedded by another", event.PostCreated, "other", began, leaning(0, 9))
		say("5 whispers", event.MessageSent, "mine", began, leaning(-1, 9))
	}
	return b
}

func TestOfManyAgentsTheNearestAreFound(t *testing.T) {
	t.Run("one node", func(t *testing.T) { nearestOfMany(t, open(t)) })
	t.Run("two shards", func(t *testing.T) {
		servers := testparts.TwoShards(t)
		w, err := warehouse.Open(t.Context(), servers[0].DSN())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { w.Close() })
		if err := w.MigrateTo(t.Context(), warehouse.Layout{Cluster: clickhouse.ClusterName}); err != nil {
			t.Fatal(err)
		}
		nearestOfMany(t, w)
	})
}

func nearestOfMany(t *testing.T, w *warehouse.Warehouse) {
	if _, err := manyAgents().Insert(t.Context(), w, "many agents"); err != nil {
		t.Fatal(err)
	}
	m := warehouse.Meaning{Vector: leaning(1, 9), Model: "mine"}
	found, err := w.NearestAgents(t.Context(), &m, "0 is not asked for", began, 6)
	if err != nil || len(found) != 6 {
		t.Fatalf("%v, %v", found, err)
	}
	for i, cosine := range []float64{0.96, 0.7, 0.68, 0.66, 0.64, 0.6} {
		if n := found[i]; n.AgentID[0] != byte('1'+i) || math.Abs(n.Cosine-cosine) > 0.01 {
			t.Errorf("number %d is %q at %.3f, want one at %v", i+1, n.AgentID, n.Cosine, cosine)
		}
	}
	if first, err := w.NearestAgents(t.Context(), &m, "0 is not asked for", began, 1); err != nil || len(first) != 1 || first[0].AgentID != found[0].AgentID {
		t.Errorf("the nearest of all is %v (%v), want %q", first, err, found[0].AgentID)
	}
	many, err := w.NearestAgents(t.Context(), &m, "", began, 1500)
	if err != nil || len(many) != 1500 || many[0].AgentID != "0 is not asked for" {
		t.Errorf("%d of 1,500 agents are found (%v)", len(many), err)
	}
}
