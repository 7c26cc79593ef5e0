package lockstep_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/detectors/lockstep"
)

// A ring goes wherever one honest account goes, seconds after it.
func TestWhomARingFollowsIsNotInIt(t *testing.T) {
	f := newFollowing(11)
	for meeting := range int32(12) {
		at := f.random.Float64() * 7 * day
		f.act(victim, meeting, at)
		for who := range int32(8) {
			f.act(member+who, meeting, at+1+f.random.Float64()*20)
		}
	}
	f.wantTheRingAlone(t)
}

// A ring that has a scout is led by whom it follows all the same: who comes early is not who comes along.
func TestWhoIsAlwaysEarlyIsNotInTheRing(t *testing.T) {
	f := newFollowing(12)
	for meeting := range int32(12) {
		at := f.random.Float64() * 7 * day
		f.act(victim, meeting, at)
		for who := range int32(8) {
			if who == meeting%8 {
				f.act(member+who, meeting, at-1)
			} else {
				f.act(member+who, meeting, at+1+f.random.Float64()*20)
			}
		}
	}
	f.wantTheRingAlone(t)
}

// Who was at the targets long before the ring is no leader of it: it is one of them who reads much.
func TestWhoWasThereLongBeforeIsInTheRing(t *testing.T) {
	f := newFollowing(14)
	for meeting := range int32(13) {
		at := day + f.random.Float64()*6*day
		f.act(member+3, meeting, at-day/2)
		f.meet(meeting, at)
	}
	f.wantTheRingAlone(t)
}

// Whom a ring comes after speaks on: what it does once they are there makes it none of them.
func TestWhoWasThereBeforeTheRingIsNotInIt(t *testing.T) {
	f := newFollowing(13)
	for meeting := range int32(13) {
		at := f.random.Float64() * 7 * day
		f.act(victim, meeting, at-35-f.random.Float64()*20)
		if meeting%3 == 0 {
			f.act(victim, meeting, at+5+f.random.Float64()*5)
		}
		f.meet(meeting, at)
	}
	f.wantTheRingAlone(t)
}

// A ring is found by its second or third meeting. Whom it followed to two of them is then not in it already, nor
// who came to two when all of it was there.
func TestWhoIsBesideARingTwiceIsNotInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := newFollowingIn(rapid.Uint64().Draw(t, "seed"), 200, 2000)
		meetings, size := rapid.Int32Range(3, 6).Draw(t, "meetings"), rapid.Int32Range(5, 8).Draw(t, "size")
		for meeting := range meetings {
			at := f.random.Float64() * 7 * day
			if meeting < 2 {
				f.act(victim, meeting, at)
				f.act(drawn, meeting, at+22+f.random.Float64()*5)
			}
			for who := range size {
				f.act(member+who, meeting, at+1+f.random.Float64()*20)
			}
		}
		groups := lockstep.Find(f.all, lockstep.DefaultParams())
		for _, g := range groups {
			if slices.Contains(g.Accounts, victim) || slices.Contains(g.Accounts, drawn) {
				t.Errorf("whom it followed or who came after it is in the group %v", g.Accounts)
			}
		}
		if size == 8 && meetings > 3 && len(groups) != 1 { // of five, or in three meetings, those who happen to be early are too many
			t.Errorf("a ring of %d that met %d times gives the groups %v", size, meetings, groups)
		}
	})
}

// Members come to most of the rounds; who came to three of fourteen is none.
func TestWhoSeldomComesIsNotInTheRing(t *testing.T) {
	for seed := range uint64(10) {
		f := newFollowing(seed)
		for meeting := range int32(14) {
			at := f.random.Float64() * 7 * day
			f.meet(meeting, at)
			if meeting%5 == 0 {
				f.act(victim, meeting, at+5)
			}
		}
		groups := lockstep.Find(f.all, lockstep.DefaultParams())
		if len(groups) != 1 || len(groups[0].Accounts) < 6 || slices.Contains(groups[0].Accounts, victim) { // now and then one of the ring is early
			t.Errorf("the groups are %v", groups)
		}
	}
}

// Who is everywhere comes past a ring too, as others do.
func TestWhoPassesByIsNotInTheRing(t *testing.T) {
	for seed := range uint64(10) {
		f := newFollowing(seed)
		for _, e := range crowd(f.random, 1, 300) {
			f.all = append(f.all, lockstep.Event{Account: victim, Target: e.Target, Time: e.Time})
		}
		for meeting := range int32(12) {
			at := f.random.Float64() * 7 * day
			f.meet(meeting, at)
			for range 2 {
				f.act(int32(f.random.IntN(500)), meeting, at+f.random.Float64()*10)
			}
			if meeting%4 == 0 {
				f.act(victim, meeting, at+f.random.Float64()*10)
			}
		}
		f.wantTheRingAlone(t)
	}
}

// Who was at a target minutes after a ring was not there with it, though the ring is slow enough for both to be near by
// the scale at which it is found.
func TestWhoCameLongAfterTheOthersWasNotThere(t *testing.T) {
	for seed := range uint64(10) {
		f := newFollowing(seed)
		for meeting := range int32(5) {
			at := f.random.Float64() * 7 * day
			f.come(12, 0.7, meeting, at, 60)
			switch meeting {
			case 1:
				f.act(victim, meeting, at+20+f.random.Float64()*20)
			case 3:
				f.act(victim, meeting, at+200)
			}
		}
		f.wantWithoutVictim(t)
	}
}

// Of thousands of passers-by one comes twice by chance; that it was hardly to be expected of this one proves nothing.
func TestWhoeverPassesByTwiceOfManyIsNotInTheRing(t *testing.T) {
	for seed := range uint64(10) {
		f := newFollowingIn(seed, 4000, 20_000)
		for meeting := range int32(5) {
			at := f.random.Float64() * 7 * day
			f.come(12, 0.7, meeting, at, 20)
			for range 2 {
				f.act(int32(f.random.IntN(4000)), meeting, at+f.random.Float64()*20)
			}
			if meeting%2 == 1 {
				f.act(victim, meeting, at+5+f.random.Float64()*10)
			}
		}
		for _, e := range crowd(f.random, 1, 8) {
			f.all = append(f.all, lockstep.Event{Account: victim, Target: e.Target, Time: e.Time})
		}
		f.wantWithoutVictim(t)
	}
}

// following is a ring of eight that goes to targets of its own, in a crowd, and whom it follows.
type following struct {
	random *rand.Rand
	all    []lockstep.Event
}

const (
	member = 10_000 // the first of the ring
	victim = 20_000
	drawn  = 20_001 // by the stir of a ring
)

func newFollowing(seed uint64) *following { return newFollowingIn(seed, 500, 20_000) }

// newFollowingIn is newFollowing in a crowd of so many people that do so much.
func newFollowingIn(seed uint64, people, events int) *following {
	f := &following{random: rand.New(rand.NewPCG(seed, 1))}
	f.all = crowd(f.random, people, events)
	return f
}

func (f *following) act(who, meeting int32, at float64) {
	f.all = append(f.all, lockstep.Event{Account: who, Target: 7000 + meeting, Time: at})
}

// meet has the whole ring come within ten seconds.
func (f *following) meet(meeting int32, at float64) {
	for who := range int32(8) {
		f.act(member+who, meeting, at+f.random.Float64()*10)
	}
}

// come has a share of a ring come within some seconds.
func (f *following) come(size int32, share float64, meeting int32, at, seconds float64) {
	for who := range size {
		if f.random.Float64() < share {
			f.act(member+who, meeting, at+f.random.Float64()*seconds)
		}
	}
}

// wantWithoutVictim wants most of a ring of twelve to be found, and the victim not to be in it.
func (f *following) wantWithoutVictim(t *testing.T) {
	t.Helper()
	groups := lockstep.Find(f.all, lockstep.DefaultParams())
	if len(groups) != 1 || len(groups[0].Accounts) < 8 || slices.Contains(groups[0].Accounts, victim) {
		t.Errorf("the groups are %v", groups)
	}
}

func (f *following) wantTheRingAlone(t *testing.T) {
	t.Helper()
	groups := lockstep.Find(f.all, lockstep.DefaultParams())
	if len(groups) != 1 || len(groups[0].Accounts) != 8 || slices.Contains(groups[0].Accounts, victim) {
		t.Errorf("the groups are %v", groups)
	}
}

// Readers of one paper share its articles, now at once, now the next day, whoever finds them.
func TestCommonInterestsAreNoGroup(t *testing.T) {
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(seed, 3))
		all := crowd(random, 500, 20_000)
		for article := range int32(60) {
			at := random.Float64() * 6 * day
			for reader := range int32(30) {
				if random.Float64() < 0.15 {
					all = append(all, lockstep.Event{Account: 30_000 + reader, Target: 8000 + article, Time: at + random.ExpFloat64()*random.ExpFloat64()*day/2})
				}
			}
		}
		if groups := lockstep.Find(all, lockstep.DefaultParams()); len(groups) > 0 {
			t.Errorf("seed %d: common interests make the group %v", seed, groups[0].Accounts)
		}
	}
}

// Everybody's scheduler wakes at the same second, and then each does what it likes.
func TestWakingTogetherIsNoGroup(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	var all []lockstep.Event
	for wake := range 24 {
		for who := range int32(200) {
			for act := range 4 {
				target := int32(wake*6) + int32(random.ExpFloat64()*40)
				all = append(all, lockstep.Event{Account: who, Target: target, Time: float64(wake)*1800 + float64(act)*50*random.ExpFloat64()})
			}
		}
	}
	if groups := lockstep.Find(all, lockstep.DefaultParams()); len(groups) > 0 {
		t.Errorf("waking together makes the groups %v", groups)
	}
}
