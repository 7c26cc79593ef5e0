package lockstep

import (
	"cmp"
	"math"
	"slices"
)

// pair is two accounts, the smaller one first.
type pair struct{ a, b int32 }

// surprise is how unlikely it is that a pair met by chance.
type surprise struct {
	targets int
	sum     float64 // −ln p over the targets
}

// pairs weighs all that meet on a target sooner than chance would let them. Two accounts d
// seconds apart on a target that has n events in the time T meet by chance with probability
// p = min(1, 2(d+Grain)·n/T): n events fall into a window around the first at the rate n/T.
// Of several meetings on one target the closest counts. Since p reaches 1 at d = T/2n, a
// target adds about as many pairs as it has events.
func pairs(events []Event, p Params) (met map[pair]surprise, targets map[int32]int) {
	met, targets = map[pair]surprise{}, map[int32]int{}
	if len(events) == 0 {
		return met, targets
	}
	byTarget := slices.Clone(events)
	slices.SortFunc(byTarget, func(x, y Event) int {
		return cmp.Or(cmp.Compare(x.Target, y.Target), cmp.Compare(x.Time, y.Time), cmp.Compare(x.Account, y.Account))
	})
	first, last := math.Inf(1), math.Inf(-1)
	for _, e := range events {
		first, last = min(first, e.Time), max(last, e.Time)
	}
	span := max(last-first, 1)
	for from := 0; from < len(byTarget); {
		to := from + 1
		for to < len(byTarget) && byTarget[to].Target == byTarget[from].Target {
			to++
		}
		closest, seen := meetings(byTarget[from:to], span, p)
		for who := range seen {
			targets[who]++
		}
		for k, chance := range closest {
			s := met[k]
			s.targets++
			s.sum -= math.Log(max(p.Floor, chance))
			met[k] = s
		}
		from = to
	}
	return met, targets
}

// meetings gives the least chance of each pair on one target, and who was there.
func meetings(on []Event, span float64, p Params) (closest map[pair]float64, seen map[int32]bool) {
	closest, seen = map[pair]float64{}, map[int32]bool{}
	rate := float64(len(on)) / span
	for i, x := range on {
		seen[x.Account] = true
		for _, y := range on[i+1:] {
			chance := 2 * (y.Time - x.Time + p.Grain) * rate
			if chance >= 1 {
				break
			}
			if x.Account == y.Account {
				continue
			}
			k := pair{min(x.Account, y.Account), max(x.Account, y.Account)}
			if before, ok := closest[k]; !ok || chance < before {
				closest[k] = chance
			}
		}
	}
	return closest, seen
}
