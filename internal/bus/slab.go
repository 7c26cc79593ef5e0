package bus

import (
	"io"

	"github.com/segmentio/kafka-go"
)

// slab is memory that many records of one fetch share, so that a record costs no allocation. It
// lives as long as any of them does, so it is small beside a fetch; a big record has its own.
type slab struct {
	free []byte
	size int // of the slab before
}

const (
	firstSlab = 4 << 10
	mostSlab  = 64 << 10
)

// read takes in a key or a value; nil stays nil.
func (s *slab) read(b kafka.Bytes) ([]byte, error) {
	if b == nil {
		return nil, nil
	}
	defer b.Close()
	into := s.take(b.Len())
	_, err := io.ReadFull(b, into)
	return into, err
}

// take gives n bytes that nobody else has.
func (s *slab) take(n int) []byte {
	if n > mostSlab/4 {
		return make([]byte, n)
	}
	if n > len(s.free) || s.free == nil {
		s.size = min(max(2*s.size, firstSlab, n), mostSlab)
		s.free = make([]byte, s.size)
	}
	taken := s.free[:n:n]
	s.free = s.free[n:]
	return taken
}
