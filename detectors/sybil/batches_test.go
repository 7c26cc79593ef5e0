package sybil

import (
	"math"
	"testing"
)

// What a description says is bounded, since a like name goes with a like subject; and to say something
// of its own speaks against no account, where an owner of its own does.
func TestADescriptionSpeaksForOneHandAndSoftly(t *testing.T) {
	for _, c := range []struct {
		in, n, out, others float64
		owner              func(nats float64) bool
		description        float64
	}{
		{in: 20, n: 20, out: 0, others: 1000, owner: func(x float64) bool { return x > 6 }, description: mostOfDescription},
		{in: 1, n: 20, out: 0, others: 1000, owner: func(x float64) bool { return x < -2 }, description: 0},
		{in: 20, n: 20, out: 1000, others: 1000, owner: func(x float64) bool { return math.Abs(x) < 0.1 }, description: 0.03},
	} {
		if x := nats(owner, c.in, c.n, c.out, c.others); !c.owner(x) {
			t.Errorf("an owner of %v of %v and %v of %v others says %.2f nats", c.in, c.n, c.out, c.others, x)
		}
		if x := nats(description, c.in, c.n, c.out, c.others); math.Abs(x-c.description) > 0.01 {
			t.Errorf("a description of %v of %v and %v of %v others says %.2f nats, want %.2f", c.in, c.n, c.out, c.others, x, c.description)
		}
	}
}
