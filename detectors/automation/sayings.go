package automation

import (
	"slices"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// few is how many texts are looked through one by one: a map for each account would take more than all
// that most accounts write.
const few = 64

// said is when a text was said first and last, without a pause of more than memory.
type said struct{ first, last moment.Moment }

// sayings are the texts of an account by their hash.
type sayings struct {
	few  []saying
	many map[uint64]said // all of them, once they are more or one was said again
}

// saying is a text that was said once.
type saying struct {
	text uint64
	at   moment.Moment
}

func (s *sayings) place(text uint64) int {
	return slices.IndexFunc(s.few, func(x saying) bool { return x.text == text })
}

func (s *sayings) get(text uint64) (said, bool) {
	if s.many != nil {
		when, known := s.many[text]
		return when, known
	}
	if i := s.place(text); i >= 0 {
		return said{s.few[i].at, s.few[i].at}, true
	}
	return said{}, false
}

func (s *sayings) set(text uint64, when said) {
	if s.many == nil && when.first == when.last {
		if i := s.place(text); i >= 0 {
			s.few[i].at = when.last
			return
		} else if len(s.few) < few {
			s.few = push(s.few, saying{text, when.last})
			return
		}
	}
	if s.many == nil {
		s.many = map[uint64]said{}
		for _, x := range s.few {
			s.many[x.text] = said{x.at, x.at}
		}
		s.few = nil
	}
	s.many[text] = when
}

// forget drops those that were last said at a time that is old.
func (s *sayings) forget(old func(moment.Moment) bool) {
	s.few = slices.DeleteFunc(s.few, func(x saying) bool { return old(x.at) })
	for text, when := range s.many {
		if old(when.last) {
			delete(s.many, text)
		}
	}
	if len(s.many) == 0 {
		s.many = nil
	}
}
