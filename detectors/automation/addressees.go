package automation

import (
	"cmp"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// addressees is whom an account has spoken to, in order of their hashes, and when last.
type addressees []addressee

type addressee struct {
	who  uint64
	last moment.Moment
}

// speak notes that somebody was spoken to, and gives when that was so before.
func (s *addressees) speak(who uint64, at moment.Moment) (last moment.Moment, again bool) {
	place, again := slices.BinarySearchFunc(*s, who, func(x addressee, who uint64) int { return cmp.Compare(x.who, who) })
	if !again {
		*s = slices.Insert(*s, place, addressee{who, at})
		return 0, false
	}
	last = (*s)[place].last
	(*s)[place].last = at
	return last, true
}

// forget drops those who were last spoken to at a time that is old.
func (s *addressees) forget(old func(moment.Moment) bool) {
	*s = slices.DeleteFunc(*s, func(x addressee) bool { return old(x.last) })
}
