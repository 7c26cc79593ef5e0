package automation

import "github.com/moltwatch/moltwatch/detectors/moment"

// stamp is when a text was written, what it counts for, and how many of its phrases are kept, in eight bytes.
type stamp int64

const (
	phraseBits = 7
	countBit   = 1 << phraseBits
	ownBit     = countBit << 1
	stampBits  = phraseBits + 2
)

func stamped(at moment.Moment, phrases int) stamp { return stamp(at)<<stampBits | stamp(phrases) }

func (s stamp) at() moment.Moment { return moment.Moment(s >> stampBits) }

func (s stamp) phrases() int { return int(s & (1<<phraseBits - 1)) }

// without is a text whose phrases are kept no more.
func (s stamp) without() stamp { return s &^ (1<<phraseBits - 1) }

// counted is a text that counts, as something of its author's own or not.
func (s stamp) counted(own bool) stamp {
	if own {
		s |= ownBit
	}
	return s | countBit
}

func (s stamp) counts() bool { return s&countBit != 0 }

func (s stamp) own() bool { return s&ownBit != 0 }

// push is append for lists that stay short, of which there are millions: it makes little more room than is
// needed.
func push[T any](list []T, more ...T) []T {
	if need := len(list) + len(more); need > cap(list) {
		list = append(make([]T, 0, need+len(list)/8), list...)
	}
	return append(list, more...)
}

// fit gives a list without the room that it does not need, if that is a good part of it.
func fit[T any](list []T) []T {
	switch {
	case len(list) == 0:
		return nil
	case cap(list) <= len(list)+len(list)/4+1:
		return list
	}
	return append(make([]T, 0, len(list)), list...)
}
