package sim

import (
	"reflect"
	"testing"
)

func TestSameSeedPlansTheSameDeeds(t *testing.T) {
	deeds := func(seed, agent uint64) (all []deed) {
		s := &Simulation{Config: Config{Seed: seed}}
		random := s.random(agent)
		for range 200 {
			all = append(all, plan(random))
		}
		return all
	}
	if !reflect.DeepEqual(deeds(1, 7), deeds(1, 7)) {
		t.Error("one seed plans two lives")
	}
	if reflect.DeepEqual(deeds(1, 7), deeds(2, 7)) || reflect.DeepEqual(deeds(1, 7), deeds(1, 8)) {
		t.Error("two seeds or two agents share a life")
	}
}
