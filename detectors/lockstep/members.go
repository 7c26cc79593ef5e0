package lockstep

import (
	"math"

	"github.com/moltwatch/moltwatch/internal/chance"
)

// others gives accounts beside the members that came to the rounds more often than chance would
// let them: of those who stood beside the members on a round, each is somebody in particular
// with a probability of its share of all acts. Who came before all members does not count: they may have
// come after it.
func (j *judge) others(rounds []Round, members []int32) (more []int32) {
	within := map[int32]bool{}
	for _, who := range members {
		within[who] = true
	}
	came := map[int32]int{}
	beside := 0
	var inOrder []int32
	for _, r := range rounds {
		first := j.events[r.Acts[0]].Time
		j.met.clear()
		for _, at := range j.targets[r.Target] {
			e := j.events[at]
			if math.Abs(e.Time-r.At) > j.reach(r) || within[e.Account] || !j.met.first(e.Account) {
				continue
			}
			if e.Time < first { // whatever it did later
				continue
			}
			beside++
			if came[e.Account]++; came[e.Account] == 1 {
				inOrder = append(inOrder, e.Account)
			}
		}
	}
	for _, who := range inOrder {
		expected := float64(beside) * float64(j.accounts[who].acts) / float64(len(j.events))
		if came[who] >= j.enough(rounds) && chance.LogPoissonTail(came[who], expected) <= j.nobody() {
			more = append(more, who)
		}
	}
	return more
}

// nobody is the logarithm of a probability at which, of all accounts, there is hardly one that came to rounds so
// often by chance: whoever is a member is sanctioned with the others, so it is about all whom it might have been.
func (j *judge) nobody() float64 {
	return math.Log(min(j.p.Pair, j.p.First/float64(max(1, len(j.accounts)))))
}

// enough is the least number of rounds that a member comes to.
func (j *judge) enough(rounds []Round) int {
	return max(j.p.Targets, int(math.Ceil(j.p.Share/2*float64(len(rounds)))))
}

// turnout is how somebody comes to rounds, among the others who do.
type turnout struct {
	came   int     // rounds
	near   int     // of those: not long before or after the others
	around int     // rounds that it was at, in time or before
	first  int     // of those: it was there before all others
	last   int     // of those: after all others
	share  float64 // of them that somebody is first at by chance
	ranks  float64 // in each: 0 for the first to come, 1 for the last
}

// turnouts counts how members came. Who was there just before a round is the earlier for it, whatever it did
// during the round.
func (j *judge) turnouts(members []int32, rounds []Round) map[int32]*turnout {
	of := map[int32]*turnout{}
	for _, who := range members {
		of[who] = &turnout{}
	}
	var arrived []*turnout
	for _, r := range rounds {
		for _, at := range r.Acts {
			t := of[j.events[at].Account]
			t.came++
			if math.Abs(j.events[at].Time-r.At) <= j.reach(r) {
				t.near++
			}
		}
		arrived = arrived[:0]
		j.met.clear()
		for _, at := range j.targets[r.Target] {
			e := j.events[at]
			if t := of[e.Account]; t != nil && math.Abs(e.Time-r.At) <= j.reach(r) && j.met.first(e.Account) {
				arrived = append(arrived, t)
			}
		}
		for i, t := range arrived {
			t.around++
			t.share += 1 / float64(len(arrived))
			t.ranks += (float64(i) + 0.5) / float64(len(arrived))
			if i == 0 {
				t.first++
			}
			if i == len(arrived)-1 {
				t.last++
			}
		}
	}
	return of
}

// reach is how far from the middle of a round somebody may have come to it, in seconds.
func (j *judge) reach(r Round) float64 { return 3 * (r.Spread + j.p.Grain) }

// regulars leaves out who does not come as members do, and who was first at the rounds, or early, too often for one
// of many: it leads the others or is followed by them, and the traces do not tell which. Two or three rounds cannot
// show that, so who was first at all that it was at is left out too, until it comes to one later than another; and
// who was last at all of them, whom the stir may have drawn.
func (j *judge) regulars(members []int32, rounds []Round) (regulars []int32) {
	of := j.turnouts(members, rounds)
	for _, who := range j.attending(members, of, rounds) {
		t := of[who]
		if t.last == t.around {
			continue
		}
		leads := t.first == t.around || chance.BinomialTail(t.first, t.around, t.share/float64(t.around)) <= j.p.First
		if early := chance.UniformSum(t.around, t.ranks) <= j.p.First; !leads && !early {
			regulars = append(regulars, who)
		}
	}
	return regulars
}

// attending leaves out who came to few of the rounds, to so few as one who comes as the members do does not, or to no
// more than who passes by does. Who is left out passes by, and no longer says how members come: so it looks again.
func (j *judge) attending(members []int32, of map[int32]*turnout, rounds []Round) []int32 {
	for len(members) > 0 {
		passing, came := j.passing(members, rounds), 0
		for _, who := range members {
			came += of[who].came
		}
		away := 1 - float64(came)/float64(max(1, len(members)*len(rounds)))
		var stay []int32
		for _, who := range members {
			n := of[who].came
			if n >= j.enough(rounds) && chance.BinomialTail(len(rounds)-n, len(rounds), away) > j.p.First &&
				chance.LogPoissonTail(of[who].near, passing*float64(j.accounts[who].acts)) <= j.nobody() {
				stay = append(stay, who)
			}
		}
		if len(stay) == len(members) {
			break
		}
		members = stay
	}
	return members
}

// passing gives what share of the acts of those who are no members is in the rounds. One is added: that nobody
// passed by does not show that nobody does.
func (j *judge) passing(members []int32, rounds []Round) float64 {
	within, others, met := map[int32]bool{}, len(j.events), 1
	for _, who := range members {
		within[who] = true
		others -= int(j.accounts[who].acts)
	}
	for _, r := range rounds {
		first, last := j.events[r.Acts[0]].Time, j.events[r.Acts[len(r.Acts)-1]].Time
		j.met.clear()
		for _, at := range j.targets[r.Target] {
			if e := j.events[at]; e.Time >= first && e.Time <= last && !within[e.Account] && j.met.first(e.Account) {
				met++
			}
		}
	}
	return float64(met) / float64(max(others, 1))
}
