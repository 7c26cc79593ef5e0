package warehouse_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// direction is a unit vector in a plane, so many degrees from its first axis.
func direction(degrees float64) (v embedding.Vector) {
	var sums [embedding.Dims]float64
	sums[3], sums[200] = math.Cos(degrees*math.Pi/180), math.Sin(degrees*math.Pi/180)
	embedding.Quantize(&sums, &v)
	return v
}

func TestNearestTextsAndAgents(t *testing.T) {
	w := open(t)
	b := &warehouse.Texts{}
	for i, row := range []struct {
		agent   string
		kind    event.Kind
		degrees float64
	}{
		{"north", event.PostCreated, 0}, {"north", event.CommentCreated, 10}, {"north", event.AgentRegistered, 5},
		{"east", event.PostCreated, 90}, {"east", event.PostCreated, 80}, {"south", event.PostCreated, 180},
		{"new", event.AgentRegistered, 40}, {"north", event.MessageSent, 0}, {"mute", event.PostCreated, -1},
	} {
		at := began.Add(time.Duration(i) * time.Minute)
		b.AppendAction(&event.Action{ID: fmt.Sprint("text-", i), Kind: row.kind, Time: event.At(at), Agent: event.Agent{ID: row.agent}},
			warehouse.Place{Offset: int64(i), BrokerTime: at, Seen: at})
		f := textfeatures.Features{Embedding: direction(row.degrees)}
		if row.degrees < 0 {
			f.Embedding = [event.Dims]int8{}
		}
		b.AppendFeatures(&f)
	}
	if _, err := w.InsertTexts(t.Context(), "vectors", b); err != nil {
		t.Fatal(err)
	}
	query := direction(4)
	near, err := w.Nearest(t.Context(), &query, []event.Kind{event.PostCreated, event.CommentCreated}, time.Time{}, 3)
	if err != nil || len(near) != 3 {
		t.Fatalf("%v, %v", near, err)
	}
	for i, want := range []struct {
		id      string
		degrees float64
	}{{"text-0", 4}, {"text-1", 6}, {"text-4", 76}} {
		if n := near[i]; n.ActionID != want.id || math.Abs(n.Cosine-math.Cos(want.degrees*math.Pi/180)) > 0.01 {
			t.Errorf("number %d is %s at %.3f, want %s at %v°", i, n.ActionID, n.Cosine, want.id, want.degrees)
		}
	}
	if late, err := w.Nearest(t.Context(), &query, []event.Kind{event.PostCreated}, began.Add(4*time.Minute), 9); err != nil || len(late) != 3 || late[0].ActionID != "text-4" {
		t.Errorf("since a time: %v, %v", late, err)
	}
	agents, err := w.NearestAgents(t.Context(), &query, "", began, 9)
	if err != nil || fmt.Sprint(names(agents)) != "[north new east south]" {
		t.Errorf("agents: %v, %v", agents, err)
	}
	if others, err := w.NearestAgents(t.Context(), &query, "north", began.Add(time.Hour), 9); err != nil || fmt.Sprint(names(others)) != "[new]" {
		t.Errorf("others by their descriptions: %v, %v", others, err)
	}
	own, known, err := w.AgentVector(t.Context(), "north", began)
	if want := direction(5); err != nil || !known || embedding.Cosine(&own, &want) < 0.999 {
		t.Errorf("north talks about %v (%v, %v)", own, known, err)
	}
	if _, known, err := w.AgentVector(t.Context(), "mute", began); known || err != nil {
		t.Errorf("one without embeddings talks about something (%v)", err)
	}
}

func names(agents []warehouse.NearestAgent) (ids []string) {
	for _, a := range agents {
		ids = append(ids, a.AgentID)
	}
	return ids
}
