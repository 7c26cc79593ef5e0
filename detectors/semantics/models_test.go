package semantics

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// Signs of two models may be the same and mean nothing: a ring is one only in the eyes of one model.
func TestTextsOfTwoModelsAreNotCompared(t *testing.T) {
	for second, want := range map[string]int{"first": 1, "second": 0} {
		random := rand.New(rand.NewPCG(6, 6))
		m := models{}
		minute := 0
		say := func(agent, model string, s signs) {
			minute++
			m.Take(text{row: row{seen: start.Add(time.Duration(minute) * time.Second), id: fmt.Sprint(minute), agent: agent, signs: s}, model: model})
		}
		for i := range 400 {
			say(fmt.Sprintf("honest-%d", i%80), "first", signs{random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()})
		}
		for round := range 6 {
			said := signs{random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()}
			for i := range 4 {
				model := "first"
				if i%2 == 1 {
					model = second
				}
				say(fmt.Sprintf("ring-%d", (i+round)%4), model, said)
			}
		}
		found := 0
		for _, f := range m {
			for _, r := range f.rings() {
				if len(r.agents) == 4 {
					found++
				}
			}
		}
		if found != want {
			t.Errorf("a ring whose texts are of the models first and %s: %d rings of four, want %d", second, found, want)
		}
	}
}
