package angle

import "math/bits"

// Coordinates is how many a vector has.
const Coordinates = 256

// Signs are those of a vector: bit i%64 of word i/64 is 1 if coordinate i is above zero.
type Signs [4]uint64

// Differ counts the signs in which two differ, 0 to Coordinates.
func (s *Signs) Differ(t *Signs) int {
	return bits.OnesCount64(s[0]^t[0]) + bits.OnesCount64(s[1]^t[1]) + bits.OnesCount64(s[2]^t[2]) + bits.OnesCount64(s[3]^t[3])
}

// Bit is 1 if coordinate i is above zero, and else 0.
func (s *Signs) Bit(i int) int { return int(s[i/64] >> (i % 64) & 1) }

// Of gives the signs of a vector.
func Of(v *[Coordinates]int8) (s Signs) {
	for i, x := range v {
		if x > 0 {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}
