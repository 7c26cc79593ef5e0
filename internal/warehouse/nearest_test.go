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
		model   string
	}{
		{"north", event.PostCreated, 0, "mine"}, {"north", event.CommentCreated, 10, "mine"}, {"north", event.AgentRegistered, 5, "mine"},
		{"east", event.PostCreated, 90, "mine"}, {"east", event.PostCreated, 80, "mine"}, {"south", event.PostCreated, 180, "mine"},
		{"new", event.AgentRegistered, 40, "mine"}, {"north", event.MessageSent, 0, "mine"}, {"mute", event.PostCreated, -1, "mine"},
		{"north", event.PostCreated, 4, "another"}, {"stranger", event.PostCreated, 4, "another"}, {"north", event.AgentUpdated, 180, "another"},
	} {
		at := began.Add(time.Duration(i) * time.Minute)
		b.AppendAction(&event.Action{ID: fmt.Sprint("text-", i), Kind: row.kind, Time: event.At(at), Agent: event.Agent{ID: row.agent}},
			warehouse.Place{Offset: int64(i), BrokerTime: at, Seen: at})
		f := textfeatures.Features{Embedding: direction(row.degrees), Model: row.model}
		if row.degrees < 0 {
			f.Embedding = [event.Dims]int8{}
		}
		b.AppendFeatures(&f)
	}
	if _, err := b.Insert(t.Context(), w, "vectors"); err != nil {
		t.Fatal(err)
	}
	query := warehouse.Meaning{Vector: direction(4), Model: "mine"}
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
	own, known, err := w.AgentVector(t.Context(), "north", "mine", began)
	if want := direction(5); err != nil || !known || embedding.Cosine(&own, &want) < 0.999 {
		t.Errorf("north talks about %v (%v, %v)", own, known, err)
	}
	if _, known, err := w.AgentVector(t.Context(), "mute", "mine", began); known || err != nil {
		t.Errorf("one without embeddings talks about something (%v)", err)
	}
}

// Rows from before there was a choice of models are those of the model in the binary.
func TestOldEmbeddingsAreThoseOfTheFirstModel(t *testing.T) {
	w := open(t)
	v := direction(30)
	if err := w.Conn().Exec(t.Context(), "INSERT INTO text_features (action_id, kind, agent_id, embedding) VALUES ('old', 'post.created', 'somebody', ?)", v[:]); err != nil {
		t.Fatal(err)
	}
	near, err := w.Nearest(t.Context(), &warehouse.Meaning{Vector: v, Model: event.FirstModel}, []event.Kind{event.PostCreated}, time.Time{}, 1)
	if err != nil || len(near) != 1 || near[0].Cosine < 0.99 {
		t.Errorf("%v, %v", near, err)
	}
}

func names(agents []warehouse.NearestAgent) (ids []string) {
	for _, a := range agents {
		ids = append(ids, a.AgentID)
	}
	return ids
}
