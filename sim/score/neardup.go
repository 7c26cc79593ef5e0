package score

import (
	"context"
	"maps"
	"slices"
)

// NeardupPredictor gives each text the cluster that it belongs to, "" for none.
type NeardupPredictor func(context.Context, []Text) ([]string, error)

// Neardup scores JSON lines of id,text by campaign. A post is found if it is in a cluster
// most of whose members are of its campaign; a post of no campaign in any cluster is falsely
// accused.
func Neardup(ctx context.Context, in Input, predict NeardupPredictor) (Report, error) {
	r := Report{Kind: "neardup", Data: in.Data}
	all, texts, err := readTexts(in)
	if err != nil {
		return r, err
	}
	clusters, err := timed(ctx, &r, predict, texts)
	if err != nil {
		return r, err
	}
	if err := complete(r.Kind, len(clusters), len(texts)); err != nil {
		return r, err
	}
	type record struct {
		ID      string `json:"id"`
		Cluster string `json:"cluster"`
	}
	err = writeRecords(in.Predictions, len(texts), func(i int) record { return record{texts[i].ID, clusters[i]} })
	if err != nil {
		return r, err
	}
	switch labelled := slices.ContainsFunc(all, func(t labelledText) bool { return t.Campaign != nil }); {
	case labelled:
		r.judgeClusters(all, clusters)
	case in.Labels != "":
		return r, bad(in.Labels, 0, "names no campaign")
	}
	r.figure("posts a second", ratio(float64(len(texts)), r.Seconds), len(texts)).beside("5000", "")
	return r, nil
}

func (r *Report) judgeClusters(all []labelledText, clusters []string) {
	campaign := func(i int) string {
		if all[i].Campaign == nil {
			return ""
		}
		return string(*all[i].Campaign)
	}
	members := map[string]map[string]int{} // of a cluster, by campaign
	sizes := map[string]int{}
	for i, c := range clusters {
		if c == "" {
			continue
		}
		if members[c] == nil {
			members[c] = map[string]int{}
		}
		members[c][campaign(i)]++
		sizes[c]++
	}
	units, kinds := map[string]*Counts{}, map[string]*Counts{}
	for i, t := range all {
		own, c := campaign(i), clusters[i]
		found := c != "" && own != "" && 2*members[c][own] > sizes[c]
		unit := own
		if own == "" {
			unit = "background " + t.ID
		}
		if units[unit] == nil {
			units[unit] = &Counts{}
		}
		switch {
		case own != "":
			units[unit].add(found, true)
			if c != "" && !found {
				units[unit].FalsePositive++ // put among others
			}
			if kinds[t.Kind] == nil {
				kinds[t.Kind] = &Counts{}
			}
			kinds[t.Kind].add(found, true)
		default:
			units[unit].add(c != "", false)
		}
	}
	var list []Counts
	for _, name := range slices.Sorted(maps.Keys(units)) {
		list = append(list, *units[name])
	}
	r.counted("posts, ", list)
	for i := range r.Figures {
		if r.Figures[i].Name == "posts, F1" {
			r.Figures[i].beside("0.95", "char-5 MinHash 0.920")
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		f := r.figure("recall of "+kind, kinds[kind].Recall(), int(kinds[kind].TruePositive+kinds[kind].FalseNegative))
		if kind == "wrapped" {
			f.beside("0.85", "")
		}
	}
}
