package angle

import (
	"math/rand/v2"
	"testing"
)

// Each sign is in the band that it belongs to, and in no other.
func TestBandsHoldEachSignOnce(t *testing.T) {
	var none Signs
	for i := range bands * bandBits {
		s := none
		s[i/64] ^= 1 << (i % 64)
		for b := range bands {
			if changed := band(&s, b) != band(&none, b); changed != (b == i/bandBits) {
				t.Errorf("sign %d changes band %d: %t", i, b, changed)
			}
		}
	}
}

func drawn(random *rand.Rand) Signs {
	return Signs{random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()}
}

// but gives signs that differ from s in n places.
func (s Signs) but(n int, random *rand.Rand) Signs {
	for _, i := range random.Perm(Coordinates)[:n] {
		s[i/64] ^= 1 << (i % 64)
	}
	return s
}

func TestWhatIsNearIsMostlyFound(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2))
	var x Index
	var all []Signs
	of := func(number int32) *Signs { return &all[number] }
	if s := drawn(random); x.Nearest(&s, Coordinates, of) != -1 {
		t.Error("something is near where nothing is")
	}
	for range 400 {
		s := drawn(random)
		x.Add(&s, int32(len(all)))
		all = append(all, s)
	}
	const reach, tries = 36, 400
	found := 0
	for i := range tries {
		s := all[i].but(reach, random)
		switch n := x.Nearest(&s, reach, of); n {
		case int32(i):
			found++
		case -1:
		default:
			t.Errorf("vector %d is taken for %d, which differs in %d signs", i, n, s.Differ(of(n)))
		}
		if far := all[i].but(reach+1, random); x.Nearest(&far, reach, of) != -1 {
			t.Errorf("vector %d is found beyond its reach", i)
		}
		if n := x.Nearest(&all[i], 0, of); n != int32(i) {
			t.Errorf("vector %d itself is taken for %d", i, n)
		}
	}
	if found < tries*9/10 {
		t.Errorf("%d of %d near vectors are found", found, tries)
	}
	const wide = 52
	x.Wide, found = true, 0
	for i := range tries {
		if s := all[i].but(wide, random); x.Nearest(&s, wide, of) == int32(i) {
			found++
		}
	}
	if found < tries*98/100 {
		t.Errorf("%d of %d vectors that are further away are found", found, tries)
	}
	x.Clear()
	if n := x.Nearest(&all[0], Coordinates, of); n != -1 {
		t.Errorf("vector %d is found in what was cleared", n)
	}
}

// Of several that are as near the first is given, and the nearer one before an earlier one.
func TestTheNearestIsGivenAndOfEqualsTheFirst(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 3))
	at := drawn(random)
	same := at.but(3, random)
	all := []Signs{at.but(9, random), same, same, at.but(6, random)}
	var x Index
	for _, i := range []int32{3, 2, 0, 1} {
		x.Add(&all[i], i)
	}
	if n := x.Nearest(&at, 36, func(n int32) *Signs { return &all[n] }); n != 1 {
		t.Errorf("vector %d is given, want 1", n)
	}
}

// What many share costs no more than what few do: the latest are looked at.
func TestABandHoldsTheLatest(t *testing.T) {
	var x Index
	s := Signs{1, 2, 3, 4}
	for i := range 3 * maxBucket {
		x.Add(&s, int32(i))
	}
	asked := 0
	n := x.Nearest(&s, 0, func(int32) *Signs { asked++; return &s })
	if n != 2*maxBucket || asked != bands*maxBucket {
		t.Errorf("vector %d of %d asked, want %d of %d", n, asked, 2*maxBucket, bands*maxBucket)
	}
}

func TestSignsOfAVector(t *testing.T) {
	v := [Coordinates]int8{0: 1, 1: -1, 63: 127, 64: 5, 255: 3, 200: -127}
	if s := Of(&v); s != (Signs{1 | 1<<63, 1, 0, 1 << 63}) {
		t.Errorf("the signs are %x", s)
	}
}
