package copypasta

import "encoding/binary"

// sketch is what is kept of a distinct text: there are millions of them.
type sketch struct {
	hashed [8]byte // hash of the normalised text

	// The lowest byte of each value of the text's MinHash signature (Li and König, "b-bit minwise
	// hashing", WWW 2010, section 2). Of values that differ one in 256 looks equal: two texts at
	// Jaccard 0.6 are taken to be at 0.6016.
	signature [bands]band
	long      bool // enough to be said in bulk
}

// band is one band of a signature.
type band [rows]byte

func newSketch(key uint64, signature []uint32, runes int) *sketch {
	s := &sketch{long: runes >= bulkRunes}
	binary.LittleEndian.PutUint64(s.hashed[:], key)
	for i, value := range signature {
		s.signature[i/rows][i%rows] = byte(value)
	}
	return s
}

// key is the hash of the normalised text.
func (s *sketch) key() uint64 { return binary.LittleEndian.Uint64(s.hashed[:]) }

func (m *mark) key() uint64 { return binary.LittleEndian.Uint64(m.hashed[:]) }

// similarity estimates the Jaccard index of two texts, of which one is among others.
func (t *texts) similarity(number int32, s *sketch) float64 {
	equal := 0
	for b := range bands {
		other := t.band(number, b)
		for i, value := range &s.signature[b] {
			if value == other[i] {
				equal++
			}
		}
	}
	return float64(equal) / (bands * rows)
}

// hash spreads the bands of texts.
func (b band) hash() (hash uint64) {
	for _, value := range b {
		hash = hash<<8 | uint64(value)
	}
	return hash * 0x9e3779b97f4a7c15 // Fibonacci hashing (Knuth, The Art of Computer Programming 3, section 6.4)
}
