package ledger

import "github.com/moltwatch/moltwatch/internal/event"

// episodes keeps whom each flag named so far, by the flag's id. A revision lists only whom
// it adds; one that has grown grave enough to act upon is about all of them.
type episodes map[string]*episode

type episode struct {
	agents []string // in the order they were named
	known  map[string]bool
}

// See notes whom a revision of a flag names. To see it again changes nothing.
func (e episodes) See(f event.Flag) {
	ep := e[f.ID]
	if ep == nil {
		ep = &episode{known: map[string]bool{}}
		e[f.ID] = ep
	}
	for _, agent := range f.Agents {
		if !ep.known[agent] {
			ep.known[agent] = true
			ep.agents = append(ep.agents, agent)
		}
	}
}

// Named lists all agents that the flag named so far, in the order it did.
func (e episodes) Named(flag string) []string {
	if ep := e[flag]; ep != nil {
		return ep.agents
	}
	return nil
}
