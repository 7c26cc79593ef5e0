package score

import (
	"maps"
	"slices"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// LookAlike is what became of the innocent of a class; class "" is everybody else that is
// known to be innocent.
type LookAlike struct {
	Class      string `json:"class"`
	Agents     int    `json:"agents"`
	Flagged    int    `json:"flagged"`
	Sanctioned int    `json:"sanctioned"`
}

// Verdict is what became of one forum: a corpus, or one scenario.
type Verdict struct {
	Name         string
	Outcomes     []Outcome
	LookAlikes   []LookAlike
	Flagged      []Counts          // agents, by being listed in a flag; for each case, and each innocent accused
	Sanctioned   []Counts          // agents who deserve it, by being sanctioned; likewise
	ByDetector   map[string]Counts // agents, by being listed in a flag of the detector
	TooHarsh     int               // sanctioned though a flag was all they deserve
	Unlabelled   int               // sanctioned, and the labels say nothing of them
	Suspicion    []float64         // of each agent that the labels know: the highest confidence of a flag on it, or 0
	Guilty       []bool            // of each of them
	Confidence   []float64         // of each episode
	Right        []bool            // whether most of its agents are guilty
	Complete     bool              // the labels speak of everybody
	Sanctionable int               // agents who deserve a sanction
}

// Judge judges flags and decisions by what is true.
func Judge(name string, l Labels, w *World, flags []event.Flag, decisions []event.Decision) Verdict {
	r := newRecord(flags, decisions)
	v := Verdict{Name: name, Complete: l.Complete, ByDetector: map[string]Counts{}}
	guilty, deserving, innocent := map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, c := range l.Cases {
		v.Outcomes = append(v.Outcomes, r.outcome(c, w))
		var flagged, sanctioned Counts
		for _, id := range c.Agents {
			if !guilty[id] {
				flagged.add(len(r.windows[id]) > 0, true)
			}
			_, met := r.sanctioned[id]
			if c.Expect == sim.ExpectSanction && !deserving[id] {
				sanctioned.add(met, true)
				deserving[id] = true
			}
			guilty[id] = true
		}
		v.Flagged, v.Sanctioned = append(v.Flagged, flagged), append(v.Sanctioned, sanctioned)
	}
	for _, c := range l.Negatives {
		for _, id := range c.Agents {
			if !guilty[id] {
				innocent[id] = c.Class
				if c.Class == "" {
					innocent[id] = c.ID
				}
			}
		}
	}
	detectors, suspicion := detectorsOf(flags), suspicionOf(flags)
	alike := map[string]*LookAlike{}
	for _, id := range slices.Sorted(maps.Keys(w.agents)) {
		class, known := innocent[id]
		known = known || guilty[id] || l.Complete
		_, sanctioned := r.sanctioned[id]
		if !known {
			if sanctioned {
				v.Unlabelled++
			}
			continue
		}
		flagged := len(r.windows[id]) > 0
		v.Suspicion, v.Guilty = append(v.Suspicion, suspicion[id]), append(v.Guilty, guilty[id])
		if flagged && !guilty[id] {
			v.Flagged = append(v.Flagged, Counts{FalsePositive: 1})
		}
		if sanctioned && !guilty[id] {
			v.Sanctioned = append(v.Sanctioned, Counts{FalsePositive: 1})
		}
		if deserving[id] {
			v.Sanctionable++
		}
		if sanctioned && guilty[id] && !deserving[id] {
			v.TooHarsh++
		}
		for detector := range detectors {
			counts := v.ByDetector[detector]
			counts.add(detectors[detector][id], guilty[id])
			v.ByDetector[detector] = counts
		}
		if guilty[id] {
			continue
		}
		if alike[class] == nil {
			alike[class] = &LookAlike{Class: class}
		}
		alike[class].count(flagged, sanctioned)
	}
	for _, a := range alike {
		v.LookAlikes = append(v.LookAlikes, *a)
	}
	v.calibrate(flags, guilty, innocent, l.Complete)
	return v
}

func (a *LookAlike) count(flagged, sanctioned bool) {
	a.Agents++
	if flagged {
		a.Flagged++
	}
	if sanctioned {
		a.Sanctioned++
	}
}

// suspicionOf gives the highest confidence that any flag has put on each agent.
func suspicionOf(flags []event.Flag) map[string]float64 {
	highest := map[string]float64{}
	for _, f := range flags {
		for _, id := range f.Agents {
			highest[id] = max(highest[id], f.Confidence)
		}
	}
	return highest
}

// detectorsOf gives whom each detector lists.
func detectorsOf(flags []event.Flag) map[string]map[string]bool {
	listed := map[string]map[string]bool{}
	for _, f := range flags {
		if listed[f.Detector] == nil {
			listed[f.Detector] = map[string]bool{}
		}
		for _, id := range f.Agents {
			listed[f.Detector][id] = true
		}
	}
	return listed
}

// calibrate sets confidence beside truth: an episode is right if most of its agents are
// guilty. Episodes on nobody that the labels know are left out.
func (v *Verdict) calibrate(flags []event.Flag, guilty map[string]bool, innocent map[string]string, complete bool) {
	agents, last := map[string]map[string]bool{}, map[string]event.Flag{}
	var order []string
	for _, f := range flags {
		if agents[f.ID] == nil {
			agents[f.ID] = map[string]bool{}
			order = append(order, f.ID)
		}
		for _, id := range f.Agents {
			agents[f.ID][id] = true
		}
		if f.Revision >= last[f.ID].Revision {
			last[f.ID] = f
		}
	}
	slices.Sort(order)
	for _, id := range order {
		good, bad := 0, 0
		for agent := range agents[id] {
			_, harmless := innocent[agent]
			switch {
			case guilty[agent]:
				good++
			case harmless || complete:
				bad++
			}
		}
		if good+bad > 0 {
			v.Confidence = append(v.Confidence, last[id].Confidence)
			v.Right = append(v.Right, good > bad)
		}
	}
}
