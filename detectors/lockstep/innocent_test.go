package lockstep_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/moltwatch/moltwatch/detectors/lockstep"
)

// A ring goes wherever one honest account goes, seconds after it.
func TestWhomARingFollowsIsNotInIt(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 1))
	all := crowd(random, 500, 20_000)
	const victim = 20_000
	for meeting := range int32(12) {
		at := random.Float64() * 7 * day
		all = append(all, lockstep.Event{Account: victim, Target: 7000 + meeting, Time: at})
		for i := range int32(8) {
			all = append(all, lockstep.Event{Account: 10_000 + i, Target: 7000 + meeting, Time: at + 1 + random.Float64()*20})
		}
	}
	groups := lockstep.Find(all, lockstep.DefaultParams())
	if len(groups) != 1 || len(groups[0].Accounts) != 8 || slices.Contains(groups[0].Accounts, victim) {
		t.Errorf("the groups are %v", groups)
	}
}

// A ring that has a scout is led by whom it follows all the same: who comes early is not who comes along.
func TestWhoIsAlwaysEarlyIsNotInTheRing(t *testing.T) {
	random := rand.New(rand.NewPCG(12, 1))
	all := crowd(random, 500, 20_000)
	const victim = 20_000
	for meeting := range int32(12) {
		at := random.Float64() * 7 * day
		scout := 10_000 + meeting%8
		all = append(all, lockstep.Event{Account: scout, Target: 7000 + meeting, Time: at - 1}, lockstep.Event{Account: victim, Target: 7000 + meeting, Time: at})
		for i := range int32(8) {
			if 10_000+i != scout {
				all = append(all, lockstep.Event{Account: 10_000 + i, Target: 7000 + meeting, Time: at + 1 + random.Float64()*20})
			}
		}
	}
	groups := lockstep.Find(all, lockstep.DefaultParams())
	if len(groups) != 1 || len(groups[0].Accounts) != 8 || slices.Contains(groups[0].Accounts, victim) {
		t.Errorf("the groups are %v", groups)
	}
}

// Who was at the targets long before the ring is no leader of it: it is one of them who reads much.
func TestWhoWasThereLongBeforeIsInTheRing(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 1))
	all := crowd(random, 500, 20_000)
	for meeting := range int32(13) {
		at := day + random.Float64()*6*day
		all = append(all, lockstep.Event{Account: 10_003, Target: 7000 + meeting, Time: at - day/2})
		for i := range int32(8) {
			all = append(all, lockstep.Event{Account: 10_000 + i, Target: 7000 + meeting, Time: at + random.Float64()*10})
		}
	}
	groups := lockstep.Find(all, lockstep.DefaultParams())
	if len(groups) != 1 || len(groups[0].Accounts) != 8 {
		t.Errorf("the groups are %v", groups)
	}
}

// Whom a ring comes after speaks on: what it does once they are there makes it none of them.
func TestWhoWasThereBeforeTheRingIsNotInIt(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 1))
	all := crowd(random, 500, 20_000)
	const victim = 20_000
	for meeting := range int32(13) {
		at := random.Float64() * 7 * day
		all = append(all, lockstep.Event{Account: victim, Target: 7000 + meeting, Time: at - 35 - random.Float64()*20})
		if meeting%3 == 0 {
			all = append(all, lockstep.Event{Account: victim, Target: 7000 + meeting, Time: at + 5 + random.Float64()*5})
		}
		for i := range int32(8) {
			all = append(all, lockstep.Event{Account: 10_000 + i, Target: 7000 + meeting, Time: at + random.Float64()*10})
		}
	}
	groups := lockstep.Find(all, lockstep.DefaultParams())
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
