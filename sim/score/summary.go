package score

import (
	"cmp"
	"maps"
	"slices"
)

// Summarise puts the verdicts on forums together: each forum is a case, and where there is
// only one, each of its campaigns.
func Summarise(kind, data string, verdicts []Verdict) Report {
	r := Report{Kind: kind, Data: data}
	var flagged, sanctioned []Counts
	detectors := map[string][]Counts{}
	alike := map[string]*LookAlike{}
	var confidence, suspicion []float64
	var right, guilty []bool
	unlabelled, harsh, complete := 0, 0, true
	for _, v := range verdicts {
		r.Cases = append(r.Cases, named(v, len(verdicts) > 1)...)
		flagged, sanctioned = append(flagged, units(v.Flagged, len(verdicts))...), append(sanctioned, units(v.Sanctioned, len(verdicts))...)
		for name, c := range v.ByDetector {
			detectors[name] = append(detectors[name], c)
		}
		for _, a := range v.LookAlikes {
			if alike[a.Class] == nil {
				alike[a.Class] = &LookAlike{Class: a.Class}
			}
			sum := alike[a.Class]
			sum.Agents, sum.Flagged, sum.Sanctioned = sum.Agents+a.Agents, sum.Flagged+a.Flagged, sum.Sanctioned+a.Sanctioned
		}
		suspicion, guilty = append(suspicion, v.Suspicion...), append(guilty, v.Guilty...)
		confidence, right = append(confidence, v.Confidence...), append(right, v.Right...)
		unlabelled, harsh, complete = unlabelled+v.Unlabelled, harsh+v.TooHarsh, complete && v.Complete
	}
	r.caseFigures()
	r.counted("agents flagged, ", flagged)
	r.ranked("agents, AUC by the highest confidence of a flag", suspicion, guilty)
	r.counted("agents sanctioned, ", sanctioned)
	for _, name := range slices.Sorted(maps.Keys(detectors)) {
		r.counted(name+": agents flagged, ", detectors[name])
	}
	for _, class := range slices.Sorted(maps.Keys(alike)) {
		r.LookAlikes = append(r.LookAlikes, *alike[class])
	}
	innocentFlagged, innocentSanctioned, innocents := 0, 0, 0
	for _, a := range r.LookAlikes {
		innocents += a.Agents
		innocentFlagged, innocentSanctioned = innocentFlagged+a.Flagged, innocentSanctioned+a.Sanctioned
	}
	r.figure("innocent agents flagged", float64(innocentFlagged), innocents)
	r.figure("innocent agents sanctioned", float64(innocentSanctioned), innocents).beside("0", "")
	r.figure("agents sanctioned who deserved a flag only", float64(harsh), len(r.Cases)).beside("0", "")
	if !complete {
		r.figure("agents sanctioned that no label covers", float64(unlabelled), len(r.Cases))
	}
	curve, calibrationError := Reliability(confidence, right)
	r.Reliability = curve
	r.figure("expected calibration error of flags", calibrationError, len(confidence))
	return r
}

// units gives what is resampled: a forum as a whole, or the cases of the only one.
func units(counts []Counts, forums int) []Counts {
	if forums == 1 {
		return counts
	}
	sum := Counts{}
	for _, c := range counts {
		sum = sum.plus(c)
	}
	return []Counts{sum}
}

// named gives a verdict's outcomes, with the forum's name before them if there are several.
func named(v Verdict, several bool) []Outcome {
	out := slices.Clone(v.Outcomes)
	for i := range out {
		if several {
			out[i].ID = v.Name + "/" + out[i].ID
		}
	}
	return out
}

// caseFigures tells how many campaigns were found, how early and how wholly.
func (r *Report) caseFigures() {
	found := make([]Counts, len(r.Cases))
	var attributed, before, seconds, beforeSanction []float64
	for i, o := range r.Cases {
		found[i].add(o.Flagged, true)
		if o.Attribute != nil {
			attributed = append(attributed, o.Attribute.Share)
		}
		if o.Items >= shareFrom {
			before = append(before, shareOr1(o.BeforeFlag))
			if o.Expect == "sanction" {
				beforeSanction = append(beforeSanction, shareOr1(o.BeforeSanction))
			}
		}
		if o.ToFlag != nil {
			seconds = append(seconds, *o.ToFlag)
		}
	}
	r.figure("campaigns flagged", recallOf(found), len(found)).beside("1", "").between(len(found), func(pick []int) float64 {
		sum := Counts{}
		for _, i := range pick {
			sum = sum.plus(found[i])
		}
		return sum.Recall()
	})
	r.middle("a campaign's items attributed, median", attributed).beside("0.95", "")
	r.middle("a campaign's items landed before its flag, median (never flagged: all)", before).beside("0.05", "")
	r.middle("a campaign's items landed before its sanction, median (never: all)", beforeSanction)
	r.middle("seconds from onset to flag, median of those flagged", seconds)
}

func recallOf(all []Counts) float64 {
	sum := Counts{}
	for _, c := range all {
		sum = sum.plus(c)
	}
	return sum.Recall()
}

func shareOr1(s *Share) float64 {
	if s == nil {
		return 1
	}
	return s.Share
}

// middle adds a median.
func (r *Report) middle(name string, values []float64) *Figure {
	return r.figure(name, median(values), len(values)).between(len(values), func(pick []int) float64 {
		some := make([]float64, len(pick))
		for i, k := range pick {
			some[i] = values[k]
		}
		return median(some)
	})
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return undefined
	}
	sorted := slices.SortedFunc(slices.Values(values), cmp.Compare[float64])
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
