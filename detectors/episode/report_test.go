package episode_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

func TestQueriesQuoteWhatStrangersSent(t *testing.T) {
	if q := episode.Quote(`it's\`); q != `'it\'s\\'` {
		t.Errorf("an id breaks out of its quotes: %s", q)
	}
}

// However many members a flag has, its query shows what each wrote; that of an earlier revision, of those that it knew.
func TestTheQueryOfAFlagShowsAllItsMembers(t *testing.T) {
	const few, many = 30, 900
	var actions []event.Action
	for i, agent := range append(named("a", many), "not of it") {
		actions = append(actions, event.Action{V: event.Version, ID: "by " + agent, Forum: "f", Time: event.At(began.Add(time.Duration(i) * time.Millisecond)),
			Kind: event.PostCreated, Agent: event.Agent{ID: agent}, Text: "x"})
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	b := episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
	for i, members := range []int{few, many} {
		flags, _ := b.Say(finding(members, 1), began.Add(time.Duration(i+1)*time.Minute))
		if err := w.StoreFlags(t.Context(), flags); err != nil {
			t.Fatal(err)
		}
	}
	for revision, members := range []int{few, many} {
		var query string
		if err := w.Conn().QueryRow(t.Context(), "SELECT query FROM flags WHERE revision = ? LIMIT 1", revision+1).Scan(&query); err != nil {
			t.Fatal(err)
		}
		got, err := explain.Run(t.Context(), w, query)
		if err != nil {
			t.Fatalf("%v: %s", err, query)
		}
		at := slices.Index(got.Columns, "agent_id")
		for i, want := range named("a", members) {
			if i >= len(got.Rows) || got.Rows[i][at] != want {
				t.Fatalf("revision %d shows %d rows, not that of %s: %s", revision+1, len(got.Rows), want, query)
			}
		}
		if len(got.Rows) != members || strings.Contains(query, "a0000") {
			t.Errorf("revision %d of %d members shows %d rows: %s", revision+1, members, len(got.Rows), query)
		}
	}
}
