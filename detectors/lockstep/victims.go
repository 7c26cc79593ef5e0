package lockstep

import (
	"context"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// split gives what is to be said of a group: of its own accounts, as long as they are enough for a
// group without the others, and of those that somebody else has got hold of.
func (w *watcher) split(ctx context.Context, store *warehouse.Warehouse, g Group) (found []episode.Finding, err error) {
	within, asked := map[int32]bool{}, map[int32]bool{}
	for _, who := range g.Accounts {
		within[who] = true
	}
	var deeds []takeover.Deed // the first of each in the rounds
	for _, at := range w.shown(g, within) {
		if who := w.activity.events[at].Account; !asked[who] {
			asked[who] = true
			deeds = append(deeds, takeover.Deed{Agent: w.agents.Name(who), Item: w.ids.At(at), Seen: w.seen(at).Time()})
		}
	}
	victims, err := w.takeovers.Victims(ctx, store, deeds)
	if err != nil {
		return nil, err
	}
	own, taken := g, g
	own.Accounts, taken.Accounts = nil, nil
	for _, who := range g.Accounts {
		if victims[w.agents.Name(who)] {
			taken.Accounts = append(taken.Accounts, who)
		} else {
			own.Accounts = append(own.Accounts, who)
		}
	}
	if len(own.Accounts) >= w.activity.p.Size {
		found = append(found, w.finding(own))
	}
	if len(taken.Accounts) > 0 && !g.Suspected { // a suspicion spares nobody a sanction
		found = append(found, takeover.Found(w.finding(taken)))
	}
	return found, nil
}
