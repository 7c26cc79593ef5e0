package lockstep_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/detectors/lockstep"
)

const day = 86400.0

// crowd is people who act on what is popular, by day more than by night, for a week.
func crowd(random *rand.Rand, people, events int) (all []lockstep.Event) {
	for range events {
		target := int32(random.ExpFloat64() * 80)
		all = append(all, lockstep.Event{Account: int32(random.IntN(people)), Target: target, Time: random.Float64() * 7 * day})
	}
	return all
}

// ring adds eight accounts from 10,000 on that go to the same targets within spread seconds,
// and do as everybody does beside that.
func ring(random *rand.Rand, all []lockstep.Event, spread float64, camouflage int) []lockstep.Event {
	for meeting := range 12 {
		at, target := random.Float64()*7*day, int32(5000+meeting)
		for i := range int32(8) {
			if random.Float64() < 0.8 {
				all = append(all, lockstep.Event{Account: 10_000 + i, Target: target, Time: at + random.Float64()*spread})
			}
		}
		for range 6 { // others find the target too, some time
			all = append(all, lockstep.Event{Account: int32(random.IntN(500)), Target: target, Time: random.Float64() * 7 * day})
		}
	}
	for i := range int32(8) {
		for _, e := range crowd(random, 1, camouflage) {
			all = append(all, lockstep.Event{Account: 10_000 + i, Target: e.Target, Time: e.Time})
		}
	}
	return all
}

func TestACrowdIsNoGroup(t *testing.T) {
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(seed, 1))
		if groups := lockstep.Find(crowd(random, 500, 30_000), lockstep.DefaultParams()); len(groups) > 0 {
			t.Errorf("seed %d: a crowd has the groups %v", seed, groups)
		}
	}
}

func TestARingIsFoundAndNobodyElse(t *testing.T) {
	for name, c := range map[string]struct {
		spread     float64
		camouflage int
	}{"tight": {20, 0}, "loose": {600, 0}, "slow": {3600, 0}, "camouflaged": {300, 60}} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, 7))
			groups := lockstep.Find(ring(random, crowd(random, 500, 20_000), c.spread, c.camouflage), lockstep.DefaultParams())
			want := []int32{10_000, 10_001, 10_002, 10_003, 10_004, 10_005, 10_006, 10_007}
			if len(groups) != 1 || !slices.Equal(groups[0].Accounts, want) {
				t.Errorf("the groups are %v", groups)
			}
		})
	}
}

// What a ring does beside itself does not explain it: it is found by its third meeting however much of all
// that a small forum does is its own.
func TestARingIsFoundWhateverItsShareOfTheForum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size, people := rapid.Int32Range(10, 40).Draw(t, "size"), rapid.IntRange(200, 400).Draw(t, "people")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		all := crowd(random, people, 3*people)
		var want []int32
		for who := range size {
			want = append(want, 10_000+who)
			for meeting := range int32(3) {
				all = append(all, lockstep.Event{Account: 10_000 + who, Target: 5000 + meeting, Time: float64(1+meeting)*day + random.Float64()*10})
			}
		}
		groups := lockstep.Find(all, lockstep.DefaultParams())
		if len(groups) != 1 || missing(want, groups[0].Accounts) > int(size)/10+1 || missing(groups[0].Accounts, want) > 0 {
			t.Errorf("a ring of %d gives the groups %v", size, groups)
		}
	})
}

// Where hardly anything was seen yet, that nobody else was there says little.
func TestTwoMeetingsInAnEmptyForumAreNoGroup(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	var all []lockstep.Event
	for target := range int32(13) {
		for who := range int32(3) {
			all = append(all, lockstep.Event{Account: 3*target + who, Target: target, Time: random.Float64() * day})
		}
	}
	for who := range int32(10) {
		for meeting := range int32(2) {
			all = append(all, lockstep.Event{Account: 10_000 + who, Target: 5000 + meeting, Time: float64(meeting)*day/2 + random.Float64()*20})
		}
	}
	if groups := lockstep.Find(all, lockstep.DefaultParams()); len(groups) > 0 {
		t.Errorf("two meetings in an empty forum make the groups %v", groups)
	}
}

// missing counts whom one list has and another has not.
func missing(of, from []int32) (n int) {
	for _, who := range of {
		if !slices.Contains(from, who) {
			n++
		}
	}
	return n
}

// Everybody rushes to one target at once: that is news, and one target is no evidence.
func TestAFlashCrowdIsNoGroup(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	all := crowd(random, 500, 20_000)
	for i := range int32(300) {
		all = append(all, lockstep.Event{Account: i, Target: 9000, Time: 3*day + random.Float64()*600})
	}
	if groups := lockstep.Find(all, lockstep.DefaultParams()); len(groups) > 0 {
		t.Errorf("a flash crowd has the groups %v", groups)
	}
}

func TestTheOrderOfEventsDoesNotMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	all := ring(random, crowd(random, 500, 5_000), 60, 5)
	want := lockstep.Find(all, lockstep.DefaultParams())
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if got := lockstep.Find(all, lockstep.DefaultParams()); !reflect.DeepEqual(got, want) || len(got) == 0 {
		t.Errorf("shuffled events give %v, want %v", got, want)
	}
	if groups := lockstep.Find(nil, lockstep.DefaultParams()); groups != nil {
		t.Errorf("nothing has the groups %v", groups)
	}
}

func BenchmarkFind(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	all := ring(random, crowd(random, 20_000, 120_000), 60, 5)
	b.ReportAllocs()
	for b.Loop() {
		lockstep.Find(all, lockstep.DefaultParams())
	}
	b.ReportMetric(float64(len(all)), "events/op")
}
