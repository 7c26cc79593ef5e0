package automation

import "github.com/moltwatch/moltwatch/detectors/moment"

// stamp is a time and a number below 128, in eight bytes.
type stamp int64

const stampBits = 7

func stamped(at moment.Moment, number int) stamp { return stamp(at)<<stampBits | stamp(number) }

func (s stamp) at() moment.Moment { return moment.Moment(s >> stampBits) }

func (s stamp) number() int { return int(s & (1<<stampBits - 1)) }

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
