package drift

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
)

// text is one of a submolt, and how far it was from the past when it came. There are a million of them.
type text struct {
	seen  moment.Moment
	agent uint64
	signs angle.Signs

	whitened  float32 // its distance from the middle of the past, each coordinate in units of its own spread
	neighbour uint16  // signs: the sum of the distances to its nearest neighbours of the past, nearestOf of them
	judged    bool    // there was a past to hold it against
	odd       bool
}

// submolt is what was written in one within the window, in order, as far back as it matters.
type submolt struct {
	name  string
	texts []text
	ids   []string               // of texts[past:]
	full  int                    // texts at which those are dropped that no longer matter
	past  int                    // texts[:past] are an hour older than the latest
	ones  [angle.Coordinates]int // how many of the latest mostPast of those have each sign
	same  bool                   // nothing came since it was judged
	found *episode.Finding       // then
}

func (s *submolt) latest() time.Time { return s.texts[len(s.texts)-1].seen.Time() }

// from gives the submolt as it would be had the window begun at t; nil: empty.
func (s *submolt) from(t time.Time) *submolt {
	first := s.until(moment.Of(t) - 1)
	switch first {
	case 0:
		return s
	case len(s.texts):
		return nil
	}
	moved := &submolt{name: s.name, texts: make([]text, 0, len(s.texts)-first)}
	for i, x := range s.texts[first:] {
		moved.take(text{seen: x.seen, agent: x.agent, signs: x.signs}, s.id(first+i))
	}
	return moved
}

// id gives the id of a text; "" if it is past.
func (s *submolt) id(at int) string {
	if at < s.past {
		return ""
	}
	return s.ids[at-s.past]
}

// take adds a text, and holds it against those that are an hour older.
func (s *submolt) take(x text, id string) {
	for ; s.past < len(s.texts) && s.texts[s.past].seen <= x.seen.Add(-recent); s.past++ {
		s.ids[0], s.ids = "", s.ids[1:]
		s.count(&s.texts[s.past].signs, 1)
		if gone := s.past - mostPast; gone >= 0 {
			s.count(&s.texts[gone].signs, -1)
		}
	}
	s.same = false
	past := s.texts[max(0, s.past-mostPast):s.past]
	if x.judged = len(past) >= leastPast; x.judged {
		x.neighbour, x.whitened = nearest(past, &x.signs), s.whitened(len(past), &x.signs)
		x.odd = p(past, &x) <= odd
	}
	s.ids = append(s.ids, id)
	if s.texts = append(s.texts, x); len(s.texts) > s.full {
		s.drop()
		s.full = max(4*mostPast, cap(s.texts)-1)
	}
}

// until counts the texts that were seen at a time or before.
func (s *submolt) until(t moment.Moment) int {
	n, _ := slices.BinarySearchFunc(s.texts, t+1, func(x text, t moment.Moment) int { return cmp.Compare(x.seen, t) })
	return n
}

// drop lets go of the texts that no judgement looks at any more. One looks at the latest mostPast of the past
// and what came after; how odd these were follows from how far the mostPast before each are from those before
// them. So where the window begins makes no difference to what is left.
func (s *submolt) drop() {
	first := max(0, s.past-mostPast)
	for range 2 {
		first = max(0, s.until(s.texts[first].seen.Add(-recent))-mostPast)
	}
	left := s.texts[first:]
	s.texts = append(make([]text, 0, len(left)+len(left)/8+1), left...) // until it is full it need not grow
	s.past -= first
}

func (s *submolt) count(of *angle.Signs, n int) {
	for i := range s.ones {
		s.ones[i] += n * of.Bit(i)
	}
}

// nearest is the sum of the distances of a text to its nearest neighbours among others.
func nearest(past []text, of *angle.Signs) uint16 {
	least := [nearestOf]int{angle.Coordinates, angle.Coordinates, angle.Coordinates}
	for i := range past {
		for d, k := past[i].signs.Differ(of), 0; k < nearestOf; k++ {
			if d < least[k] {
				least[k], d = d, least[k]
			}
		}
	}
	sum := 0
	for _, d := range least {
		sum += d
	}
	return uint16(sum)
}

// whitened is the distance of a text from the mean of n others in standard deviations, root mean square
// over the coordinates: Mahalanobis' with a covariance of which only the diagonal is kept. A coordinate
// is a sign, whose spread follows from how often it is above zero (Laplace's rule of succession).
func (s *submolt) whitened(n int, of *angle.Signs) float32 {
	sum := 0.0
	for i, ones := range s.ones {
		above := float64(ones+1) / float64(n+2)
		if of.Bit(i) == 1 {
			sum += (1 - above) / above
		} else {
			sum += above / (1 - above)
		}
	}
	return float32(math.Sqrt(sum / angle.Coordinates))
}

// p is the probability that a text would be as far from the past as this one if it were one of those of
// the past: its rank among them in either distance (conformal prediction, Laxhammar and Falkman 2010),
// twice the lesser of both (Bonferroni). 1 where the past has too few that were judged themselves.
func p(past []text, x *text) float64 {
	judged, further, wider := 0, 0, 0
	for i := range past {
		if y := &past[i]; y.judged {
			judged++
			if y.neighbour >= x.neighbour {
				further++
			}
			if y.whitened >= x.whitened {
				wider++
			}
		}
	}
	if judged < leastPast {
		return 1
	}
	return min(1, 2*float64(1+min(further, wider))/float64(judged+1))
}
