package angle

import "testing"

func TestSignsAreCountedInEachWord(t *testing.T) {
	var none Signs
	for i := range Coordinates {
		var one Signs
		one[i/64] |= 1 << (i % 64)
		if one.Bit(i) != 1 || none.Bit(i) != 0 || one.Differ(&none) != 1 || none.Differ(&one) != 1 {
			t.Fatalf("coordinate %d: bits %d and %d, %d differ", i, one.Bit(i), none.Bit(i), one.Differ(&none))
		}
	}
	if d := (&Signs{1, 3, 7, 15}).Differ(&none); d != 10 {
		t.Errorf("%d differ, want 10", d)
	}
}
