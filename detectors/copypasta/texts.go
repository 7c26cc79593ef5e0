package copypasta

import "github.com/moltwatch/moltwatch/detectors/column"

// texts are the sketches of distinct texts, numbered from 0 on. Band by band the signatures of neighbours stand
// together, so that one of a band is quickly found among them.
type texts struct {
	marks      column.List[mark]
	signatures []*[bands][neighbours]band
}

// neighbours are as many texts as have their signatures in one piece.
const neighbours = 64

// mark is what is kept of a text beside its signature.
type mark struct {
	hashed [8]byte // as bytes, so that nothing is left free beside them
	long   bool
}

func (t *texts) len() int32 { return int32(t.marks.Len()) }

func (t *texts) add(s *sketch) (number int32) {
	number = t.marks.Add(mark{s.hashed, s.long})
	if number%neighbours == 0 {
		t.signatures = append(t.signatures, new([bands][neighbours]band))
	}
	for b := range bands {
		t.signatures[number/neighbours][b][number%neighbours] = s.signature[b]
	}
	return number
}

// at gives the sketch of a text.
func (t *texts) at(number int32) *sketch {
	m := t.marks.At(number)
	s := &sketch{hashed: m.hashed, long: m.long}
	for b := range bands {
		s.signature[b] = *t.band(number, b)
	}
	return s
}

func (t *texts) key(number int32) uint64 { return t.marks.At(number).key() }

func (t *texts) band(number int32, b int) *band {
	return &t.signatures[number/neighbours][b][number%neighbours]
}

// latest gives the last of the texts [from, to) that has a band; none.
func (t *texts) latest(b int, of band, from, to int32) int32 {
	for n := min(to, t.len()) - 1; n >= from; n-- {
		if *t.band(n, b) == of {
			return n
		}
	}
	return none
}

// release lets go of the signatures of the texts [from, to), as far as they fill pieces: nobody asks for them any more.
func (t *texts) release(from, to int32) {
	for i := to/neighbours - 1; i >= (from+neighbours-1)/neighbours && t.signatures[i] != nil; i-- {
		t.signatures[i] = nil
	}
}
