package copypasta

import "encoding/binary"

// sketch is what is kept of a distinct text: there are millions of them.
type sketch struct {
	hashed [8]byte // hash of the normalised text; as bytes, so that nothing is left free beside them

	// The lowest byte of each value of the text's MinHash signature (Li and König, "b-bit minwise
	// hashing", WWW 2010, section 2). Of values that differ one in 256 looks equal: two texts at
	// Jaccard 0.6 are taken to be at 0.6016.
	signature [bands * rows]byte
	long      bool // enough to be said in bulk
}

func newSketch(key uint64, signature []uint32, runes int) *sketch {
	s := &sketch{long: runes >= bulkRunes}
	binary.LittleEndian.PutUint64(s.hashed[:], key)
	for i, value := range signature {
		s.signature[i] = byte(value)
	}
	return s
}

// key is the hash of the normalised text.
func (s *sketch) key() uint64 { return binary.LittleEndian.Uint64(s.hashed[:]) }

// similarity estimates the Jaccard index of two texts.
func (s *sketch) similarity(t *sketch) float64 {
	equal := 0
	for i, value := range s.signature {
		if value == t.signature[i] {
			equal++
		}
	}
	return float64(equal) / float64(len(s.signature))
}

// band is one band of the signature.
func (s *sketch) band(number int) [rows]byte {
	return [rows]byte(s.signature[number*rows:])
}

// hash spreads the bands of texts.
func (s *sketch) hash(band int) (hash uint64) {
	for _, value := range s.band(band) {
		hash = hash<<8 | uint64(value)
	}
	return hash
}
