package disjoint_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/detectors/disjoint"
)

func TestASetIsCalledByItsLeast(t *testing.T) {
	s := disjoint.Sets{}
	s.Join(9, 7)
	s.Join(8, 5)
	s.Join(9, 8)
	for x, want := range map[int32]int32{5: 5, 7: 5, 8: 5, 9: 5, 6: 6} {
		if got := s.Find(x); got != want {
			t.Errorf("the set of %d is called %d, want %d", x, got, want)
		}
	}
}
