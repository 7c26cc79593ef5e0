package deadletters

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Bounds of an index.
const (
	partBytes = bus.FetchBytes // of letters in a part
	mostParts = 256            // with a filter, 128 KiB each
)

// Index says where on the topic an id may stand, so that an erasure reads that and what came since the last
// one, and not all that is kept. No clock has a part in it: it is of what was read, and takes nothing for
// absent that is there. The first erasure reads all. Safe for concurrent use.
type Index struct {
	bus     *bus.Bus
	mu      sync.Mutex
	shelves []shelf // one a partition
}

// NewIndex gives an index of nothing yet.
func NewIndex(b *bus.Bus) *Index { return &Index{bus: b} }

// shelf is the index of a partition.
type shelf struct {
	next  int64     // what is before it was read
	last  time.Time // of what stands just before it
	parts []part    // oldest first
}

// part is a stretch of a partition, with all words of its letters, and the ids of those that it says are erased.
type part struct {
	from, to int64
	bytes    int
	words    filter
}

// errAnew says that what was read is not what stands there.
var errAnew = errors.New("the topic was made anew")

// extend reads what has come since the last time.
func (x *Index) extend(ctx context.Context) error {
	n, err := x.bus.Partitions(ctx, bus.TopicDeadLetters)
	if err != nil {
		return err
	}
	for len(x.shelves) < n {
		x.shelves = append(x.shelves, shelf{})
	}
	for partition := range x.shelves[:n] {
		s := &x.shelves[partition]
		err := s.extend(ctx, x.bus, partition)
		if errors.Is(err, errAnew) {
			*s = shelf{}
			err = s.extend(ctx, x.bus, partition)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) extend(ctx context.Context, b *bus.Bus, partition int) error {
	first, end, err := b.Offsets(ctx, bus.TopicDeadLetters, partition)
	if err != nil {
		return err
	}
	if end < s.next {
		return errAnew
	}
	s.parts = slices.DeleteFunc(s.parts, func(p part) bool { return p.to <= first })
	return b.Read(ctx, bus.TopicDeadLetters, partition, max(first, s.next-1), end, func(m bus.Message) error {
		if m.Offset >= s.next {
			return s.take(m)
		}
		if !m.Time.Equal(s.last) {
			return errAnew
		}
		return nil
	})
}

// take takes in the next record.
func (s *shelf) take(m bus.Message) error {
	l, err := decode(m)
	if err != nil {
		return err
	}
	if n := len(s.parts); n == 0 || s.parts[n-1].words.words >= filterWords || s.parts[n-1].bytes >= partBytes {
		s.parts = append(s.parts, part{from: m.Offset, words: newFilter()})
		if n >= mostParts {
			s.parts[n-mostParts].words = filter{} // from now on it is always read
		}
	}
	p := &s.parts[len(s.parts)-1]
	for word := range wordsOf(l.Raw) {
		p.words.add(word)
	}
	if l.Erased != nil {
		p.words.add([]byte(ID(l)))
	}
	p.bytes += len(m.Value)
	p.to, s.next, s.last = m.Offset+1, m.Offset+1, m.Time
	return nil
}

// read hands over, in order, what stands in the parts that are wanted.
func (x *Index) read(ctx context.Context, want func(*filter) bool, handle func(event.DeadLetter)) error {
	for partition := range x.shelves {
		for i := range x.shelves[partition].parts {
			p := &x.shelves[partition].parts[i]
			if !want(&p.words) {
				continue
			}
			err := x.bus.Read(ctx, bus.TopicDeadLetters, partition, p.from, p.to, func(m bus.Message) error {
				l, err := decode(m)
				if err == nil {
					handle(l)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// decode reads a letter, or a mark of one; that of a sweep is of nothing.
func decode(m bus.Message) (l event.DeadLetter, err error) {
	if len(m.Value) == 0 {
		return l, nil
	}
	if err := json.Unmarshal(m.Value, &l); err != nil {
		return l, fmt.Errorf("this is no dead letter, something else writes to %s: %w", bus.TopicDeadLetters, err)
	}
	return l, nil
}
