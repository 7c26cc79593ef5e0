package semantics

import (
	"slices"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// turns lets five agents live, and then: one speaks otherwise from elsewhere, one from home, one
// moves and speaks as ever, one always spoke of everything and moves, and one speaks otherwise long after it moved.
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
		s.from(at, "settler", "new home of settler", voice(true))
	}
}

func TestAnAgentThatStopsSoundingLikeItselfWhenItMoves(t *testing.T) {
	s := newScript(5)
	s.crowd(40, 2*time.Hour)
	for i := range 3 { // before its first text
		s.from(time.Duration(i)*time.Millisecond, "settler", "home of settler", "")
		s.actions[len(s.actions)-1].Kind = event.VoteCast
	}
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

// Of texts from before their origin was kept it is asked all the same.
func TestTextsOfUnknownOriginAreAskedAbout(t *testing.T) {
	s := newScript(5)
	s.crowd(40, 2*time.Hour)
	s.turns()
	w := s.store(t)
	if err := w.Conn().Exec(t.Context(), "ALTER TABLE text_features UPDATE origin = 0 WHERE true SETTINGS mutations_sync = 1"); err != nil {
		t.Fatal(err)
	}
	flags := detectortest.Flags(t, w, func() detectors.Detector { return New() }, detectortest.Over(s.actions))
	if got := accused(flags, KindTaken); !slices.Equal(got, []string{"stolen"}) {
		t.Fatalf("taken over are said to be %v", got)
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
