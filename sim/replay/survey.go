package replay

import (
	"slices"
	"time"
)

// Survey is what a first pass over a dump finds.
type Survey struct {
	Events      int
	OutOfOrder  int // older than an event before them: they will arrive late
	First, Last time.Time
	Agents      []Agent // of the agents' file, then authors that it lacks, by name
	Submolts    []string
	Bad         []BadLine // the first maxBad
	BadTotal    int
}

// maxBad is how many bad lines are kept to be shown; all are counted.
const maxBad = 100

// Look reads a dump and its agents' file (which may be "") once from end to end.
func Look(events, agents string, progress func(int)) (Survey, error) {
	var s Survey
	bad := func(b BadLine) {
		s.BadTotal++
		if len(s.Bad) < maxBad {
			s.Bad = append(s.Bad, b)
		}
	}
	known := map[string]bool{}
	add := func(a Agent) {
		if !known[a.ID] {
			known[a.ID] = true
			s.Agents = append(s.Agents, a)
		}
	}
	if agents != "" {
		err := Lines(agents, nil, func(line []byte) error {
			a, err := ParseAgent(line)
			if err == nil {
				add(a)
			}
			return err
		}, bad)
		if err != nil {
			return s, err
		}
	}
	submolts := map[string]bool{}
	var newest time.Time
	err := Lines(events, progress, func(line []byte) error {
		e, err := ParseEvent(line)
		if err != nil {
			return err
		}
		add(Agent{ID: e.AuthorID, Name: e.Author})
		submolts[e.Submolt] = true
		s.Events++
		if s.First.IsZero() || e.CreatedAt.Before(s.First) {
			s.First = e.CreatedAt.Time
		}
		if e.CreatedAt.Before(newest) {
			s.OutOfOrder++
		} else {
			newest = e.CreatedAt.Time
		}
		for _, t := range []time.Time{e.CreatedAt.Time, observed(e)} {
			if t.After(s.Last) {
				s.Last = t
			}
		}
		return nil
	}, bad)
	for name := range submolts {
		if name != "" {
			s.Submolts = append(s.Submolts, name)
		}
	}
	slices.Sort(s.Submolts)
	return s, err
}

func observed(e Event) time.Time {
	if e.ObservedAt == nil {
		return time.Time{}
	}
	return e.ObservedAt.Time
}
