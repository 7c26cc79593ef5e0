package semantics

import (
	"slices"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// turns lets four agents live, and then: one speaks otherwise from elsewhere, one from home, one
// moves and speaks as ever, and one always spoke of everything and moves.
func (s *script) turns() {
	for k := range 20 {
		at := time.Duration(k)*5*time.Minute + time.Second
		home := k < 12
		place := func(agent string, moves bool) string {
			if home || !moves {
				return "home of " + agent
			}
			return "elsewhere than " + agent
		}
		voice := func(turns bool) string {
			if home || !turns {
				return s.talk(0)
			}
			return "Buy the token of the moon now and send your balance, " + s.talk(5)[:20]
		}
		s.from(at, "stolen", place("stolen", true), voice(true))
		s.from(at, "reformed", place("reformed", false), voice(true))
		s.from(at, "traveller", place("traveller", true), voice(false))
		s.from(at, "polymath", place("polymath", true), s.talk(k))
	}
}

func TestAnAgentThatStopsSoundingLikeItselfWhenItMoves(t *testing.T) {
	s := newScript(5)
	s.crowd(40, 2*time.Hour)
	s.turns()
	flags := s.play(t)
	if got := accused(flags, KindTaken); !slices.Equal(got, []string{"stolen"}) {
		t.Fatalf("taken over are said to be %v", got)
	}
	if at := flags[0].Time.Sub(start); at > 80*time.Minute {
		t.Errorf("it is said %s after the beginning, %s after the account was stolen", at, at-time.Hour)
	}
	if got := accused(flags, KindRing); len(got) > 0 {
		t.Errorf("accused are %v", got)
	}
}

func TestSignsAreThoseOfTheVector(t *testing.T) {
	s := newScript(6)
	s.crowd(5, 10*time.Minute)
	w := s.store(t)
	extractor, err := textfeatures.Standard()
	if err != nil {
		t.Fatal(err)
	}
	worker := extractor.NewWorker()
	want := map[string]signs{}
	for _, a := range s.actions {
		var f textfeatures.Features
		if err := worker.Extract(string(textfeatures.AppendText(nil, &a)), &f); err != nil {
			t.Fatal(err)
		}
		var v signs
		for i, x := range f.Embedding {
			if x > 0 {
				v[i/64] |= 1 << (i % 64)
			}
		}
		want[a.ID] = v
	}
	read := func(rows driver.Rows) {
		r, _, err := scanRow(rows)
		if err != nil {
			t.Fatal(err)
		}
		if r.signs != want[r.id] {
			t.Errorf("%s has the signs %x, want %x", r.id, r.signs, want[r.id])
		}
		delete(want, r.id)
	}
	rows, err := w.Conn().Query(t.Context(), textsQuery, warehouse.Between(start, start.Add(time.Hour))...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		read(rows)
	}
	if len(want) > 0 {
		t.Errorf("%d texts were not read", len(want))
	}
}
