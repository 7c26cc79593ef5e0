package lockstep

import (
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/internal/chance"
)

// pair is two accounts, the smaller one first.
type pair struct{ a, b int32 }

func pairOf(x, y int32) pair { return pair{min(x, y), max(x, y)} }

// hash spreads pairs (the finalizer of Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
// OOPSLA 2014, by half).
func (k pair) hash() uint64 {
	x := uint64(uint32(k.a))<<32 | uint64(uint32(k.b))
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	return x ^ x>>27
}

// meeting is that a pair was on a target: the two acts that were the closest. There are ten times as many as
// acts; of most pairs it is the only one, and the later act tells it.
type meeting struct{ later, sooner int32 } // places among the events

// further is a meeting of a pair that met on more than one target.
type further struct {
	meeting
	earlier int32 // the pair's meeting before, on another target; none
}

// account is what is known of one account.
type account struct {
	acts int32 // how many there are
	last int32 // the place of the last among the events
}

// Activity is a list of events and what follows from it about who met whom. It grows by Add;
// its memory grows with the events times their neighbours.
type Activity struct {
	p        Params
	events   []Event
	before   []int32 // of each event: the one before it of its account
	run      []int32 // of each event: how many of its account stand right before it on its target
	accounts []account
	beside   []int32              // of each account, at each scale: acts of others that were so close to one of its own
	others   []int32              // the same, but each other account counts once for a target
	targets  [][]int32            // places among the events, in order of time
	once     numbering.Once       // of pairs that met on one target, by their hash: the later act
	again    numbering.Index      // of the others, among the repeated
	further  column.List[further] // theirs
	repeated []repeated           // in the order in which they became so
	close    []int32              // of each of these: on how many targets they met, at each scale
	limits   []float64            // by number of targets: how many may be expected at most, to surprise
}

// repeated is a pair that met on more than one target.
type repeated struct {
	pair
	last int32 // of their meetings
}

// NewActivity makes an empty one.
func NewActivity(p Params) *Activity { return &Activity{p: p} }

// Len counts the events.
func (a *Activity) Len() int { return len(a.events) }

// Add takes an event in. Events of one target must come in order of time.
func (a *Activity) Add(e Event) {
	for int(e.Account) >= len(a.accounts) {
		a.accounts = append(a.accounts, account{})
		for range a.p.Scales {
			a.beside, a.others = append(a.beside, 0), append(a.others, 0)
		}
	}
	for int(e.Target) >= len(a.targets) {
		a.targets = append(a.targets, nil)
	}
	at := int32(len(a.events))
	a.events = append(a.events, e)
	who := &a.accounts[e.Account]
	a.before = append(a.before, who.last)
	who.acts, who.last = who.acts+1, at
	on := a.targets[e.Target]
	farthest := a.p.Scales[len(a.p.Scales)-1]
	for i, looked := len(on)-1, 0; i >= 0 && looked < a.p.Neighbours; i-- {
		other := a.events[on[i]]
		apart := e.Time - other.Time
		if apart > farthest || apart > a.p.Scales[0] && looked >= a.p.Loose {
			break
		}
		if other.Account == e.Account {
			i -= int(a.run[on[i]]) // it may have acted there without end
			continue
		}
		looked++
		for s, scale := range a.p.Scales {
			if apart <= scale {
				a.neighbours(e.Account)[s]++
				a.neighbours(other.Account)[s]++
			}
		}
		a.meet(at, on[i])
	}
	run := int32(0)
	if n := len(on); n > 0 && a.events[on[n-1]].Account == e.Account {
		run = a.run[on[n-1]] + 1
	}
	a.run = append(a.run, run)
	a.targets[e.Target] = append(on, at)
}

// neighbours are what stood beside an account's acts, at each scale.
func (a *Activity) neighbours(account int32) []int32 {
	return a.beside[int(account)*len(a.p.Scales):][:len(a.p.Scales)]
}

// encounters are the meetings of an account, at each scale.
func (a *Activity) encounters(account int32) []int32 {
	return a.others[int(account)*len(a.p.Scales):][:len(a.p.Scales)]
}

// acts gives the places of an account's acts among the events, in order.
func (a *Activity) acts(account int32) []int32 {
	who := a.accounts[account]
	places := make([]int32, who.acts)
	for i, at := len(places)-1, who.last; i >= 0; i-- {
		places[i], at = at, a.before[at]
	}
	return places
}

// apart is how many seconds lay between the two acts of a meeting.
func (a *Activity) apart(m *meeting) float32 {
	return float32(a.events[m.later].Time - a.events[m.sooner].Time)
}

// meet notes a meeting.
func (a *Activity) meet(later, sooner int32) {
	now := meeting{later, sooner}
	k, apart := pairOf(a.events[later].Account, a.events[sooner].Account), a.apart(&now)
	a.again.Reserve(func(n int32) uint64 { return a.repeated[n].hash() })
	slot := a.again.Find(k.hash(), func(n int32) bool { return a.repeated[n].pair == k })
	if of, known := a.again.At(slot); known {
		a.meetAgain(of, now)
		return
	}
	note, known := a.once.Note(k.hash())
	if !known {
		a.encounter(k, apart, never)
		a.once.Put(k.hash(), uint32(later))
		return
	}
	first, is := a.noted(k, int32(note))
	switch {
	case !is: // of another pair with the same hash, and this one is kept as if it had met again
		a.encounter(k, apart, never)
		a.repeat(slot, k, now)
	case a.events[first.later].Target != a.events[later].Target:
		a.once.Take(k.hash())
		a.repeat(slot, k, first)
		a.meetAgain(int32(len(a.repeated)-1), now)
	default:
		if before := a.apart(&first); apart < before {
			a.encounter(k, apart, before)
			a.once.Take(k.hash())
			a.once.Put(k.hash(), uint32(later))
		}
	}
}

// noted gives the meeting of a pair by its later act; false if that is another pair's.
func (a *Activity) noted(k pair, later int32) (m meeting, is bool) {
	e, other := &a.events[later], k.a
	switch e.Account {
	case k.a:
		other = k.b
	case k.b:
	default:
		return m, false
	}
	on := a.targets[e.Target]
	at, _ := slices.BinarySearch(on, later)
	for _, sooner := range slices.Backward(on[:at]) {
		if a.events[sooner].Account == other {
			return meeting{later, sooner}, true
		}
	}
	return m, false
}

// repeat begins to keep all meetings of a pair, of which the first was counted.
func (a *Activity) repeat(slot int, k pair, first meeting) {
	of := len(a.repeated)
	a.again.Put(slot, int32(of))
	a.repeated = append(a.repeated, repeated{k, a.further.Add(further{first, none})})
	for range a.p.Scales {
		a.close = append(a.close, 0)
	}
	a.count(int32(of), a.apart(&first), never)
}

// meetAgain notes a meeting of a pair whose meetings are all kept.
func (a *Activity) meetAgain(of int32, now meeting) {
	r, target, apart := &a.repeated[of], a.events[now.later].Target, a.apart(&now)
	for i := r.last; i != none; {
		m := a.further.At(i)
		if a.events[m.later].Target != target {
			i = m.earlier
			continue
		}
		if before := a.apart(&m.meeting); apart < before {
			a.encounter(r.pair, apart, before)
			a.count(of, apart, before)
			m.meeting = now
		}
		return
	}
	a.encounter(r.pair, apart, never)
	a.count(of, apart, never)
	r.last = a.further.Add(further{now, r.last})
}

const never = math.MaxFloat32 // seconds apart: farther than any scale

// count adds a meeting to what a pair has at each scale that it comes within and did not before.
func (a *Activity) count(pair int32, apart, before float32) {
	of := a.close[int(pair)*len(a.p.Scales):]
	for s, scale := range a.p.Scales {
		if float64(apart) <= scale && float64(before) > scale {
			of[s]++
		}
	}
}

// encounter counts a meeting for both of a pair, at each scale that it comes within and did not before.
func (a *Activity) encounter(k pair, apart, before float32) {
	x, y := a.encounters(k.a), a.encounters(k.b)
	for s, scale := range a.p.Scales {
		if float64(apart) <= scale && float64(before) > scale {
			x[s]++
			y[s]++
		}
	}
}

// link is a pair that meets more often than chance explains.
type link struct {
	pair
	surprise float64 // nats
	scale    int     // at which it is greatest
}

// links tests each pair that met on several targets, at every scale. Of the S neighbours that
// a's acts had, each is b with a probability of about b's share of all acts: the bipartite
// configuration model (Saracco et al., Scientific Reports 2017; for validated co-occurrences
// Tumminello et al., PLoS ONE 2011) with what really stood beside each act for the popularity
// of its target at that time. So λ = S·n_b/n, from either end, and the number of targets on
// which they met is as unlikely as a Poisson tail from there. rates
// leaves the ring itself out of S and n.
func (a *Activity) links() (links []link) {
	enough, rates := -math.Log(a.p.Pair), a.rates()
	for i, k := range a.repeated {
		best := link{pair: k.pair}
		for s := range a.p.Scales {
			met := int(a.close[i*len(a.p.Scales)+s])
			if met < a.p.Targets {
				continue
			}
			expected := a.expected(k.pair, s, rates)
			if expected > a.limit(met, enough) {
				continue
			}
			if surprise := -chance.LogPoissonTail(met, expected); surprise > best.surprise {
				best.surprise, best.scale = surprise, s
			}
		}
		if best.surprise >= enough {
			links = append(links, best)
		}
	}
	return links
}

// limit gives what may be expected at most where so many meetings surprise enough: most pairs are beyond
// it by far, and need no tail. It errs to the side of more.
func (a *Activity) limit(met int, enough float64) float64 {
	for k := len(a.limits); k <= met; k++ {
		low, high := 0.0, float64(k)
		for range 60 {
			if middle := (low + high) / 2; -chance.LogPoissonTail(k, middle) >= enough {
				low = middle
			} else {
				high = middle
			}
		}
		const slack = 1e-9
		a.limits = append(a.limits, high*(1+slack))
	}
	return a.limits[met]
}

// order sorts events as Add wants them, and as sums of floats need them.
func order(events []Event) []Event {
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, compare)
	return sorted
}
