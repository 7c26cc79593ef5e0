package slogan

import "slices"

// promoted is a name, or several that go together, and the agents that insist on it.
type promoted struct {
	agents []int32
	words  []int32
}

// promotions finds the names that one agent works into most of what it writes, or that several
// insist on, and hardly anybody else says. An agent's names are one promotion.
func (a *activity) promotions() (found []promoted) {
	for _, key := range a.claimed {
		agents, texts := a.insisting(key)
		if texts < promotedUses {
			continue
		}
		if len(agents) < chorus {
			agents = slices.DeleteFunc(agents, func(agent int32) bool { return !a.alone(key, agent) })
		}
		if len(agents) == 0 {
			continue
		}
		k := slices.IndexFunc(found, func(p promoted) bool {
			return slices.ContainsFunc(p.agents, func(agent int32) bool { return slices.Contains(agents, agent) })
		})
		if k < 0 {
			found = append(found, promoted{agents, []int32{key}})
			continue
		}
		found[k].words = append(found[k].words, key)
		found[k].agents = append(found[k].agents, agents...)
		slices.Sort(found[k].agents)
		found[k].agents = slices.Compact(found[k].agents)
	}
	slices.SortFunc(found, func(x, y promoted) int { return int(x.agents[0]) - int(y.agents[0]) })
	return found
}

// alone reports whether a name is in most of what one agent writes, and of hardly anybody else.
func (a *activity) alone(word, agent int32) bool {
	of := a.uses.list(a.uses.often.At(word))
	if _, said := of.find(agent); !said {
		return false
	}
	x := of.of(agent)
	return x.texts >= promotedUses && float64(x.texts) >= promotedPart*float64(a.written[agent]) &&
		float64(x.texts) >= promotedAlone*float64(of.total)
}
