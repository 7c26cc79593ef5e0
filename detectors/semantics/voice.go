package semantics

import (
	"math"
	"math/rand/v2"
	"slices"
)

// turn is the moment at which an agent's latest texts stopped sounding like those before.
type turn struct {
	first  int32   // the first of them
	gap    float64 // signs: the energy distance of the new texts from the past
	change float64 // standard deviations of what its own texts, shuffled, give
	knn    float64 // robust z of the new texts' distances to the nearest of the past
}

// nearestOf is how many of its nearest neighbours a text's distance from the past is the mean of.
const nearestOf = 3

// listen holds an agent's latest texts against those before, and reports whether it has turned. Whose texts all come from
// one place did not begin to speak otherwise when it moved: it has not, whatever it says.
//
// The measure is the energy distance (Székely and Rizzo 2013, Energy statistics, section 2), of the
// signs in which texts differ: twice the mean between the two sets, less the means within each. What
// chance gives is seen by shuffling the agent's own texts, so that somebody who always spoke of
// many things is judged by that.
func (f *forum) listen(at int32) (turned bool) {
	s := f.texts.At(at)
	if f.authors[s.author].texts < minPast+newTexts {
		s.heard = 0
		delete(f.judged, at)
		return false
	}
	texts := f.by(s.author, most)
	if int(s.heard) != len(texts) {
		s.heard = uint8(len(texts))
		if t := f.judge(texts); t.change >= minChange {
			f.judged[at] = t
		} else {
			delete(f.judged, at)
		}
	}
	t, turned := f.judged[at]
	if turned = turned && f.moved(texts); turned {
		t.first = texts[len(texts)-newTexts]
		f.turns[s.author] = append(f.turns[s.author], t)
	}
	return turned
}

// moved reports whether the first of the latest of some texts came from elsewhere than one before them, as far as is on record.
func (f *forum) moved(texts []int32) bool {
	past := len(texts) - newTexts
	here := f.texts.At(texts[past]).place
	return here == 0 || slices.ContainsFunc(texts[:past], func(at int32) bool { return f.texts.At(at).place != here })
}

// judge says how far the latest of some texts are from the others.
func (f *forum) judge(texts []int32) (t turn) {
	d := f.distances(texts)
	if t.gap = d.energy(); t.gap < minGap {
		return t
	}
	random := rand.New(rand.NewPCG(uint64(len(texts)), f.texts.At(texts[len(texts)-newTexts]).signs[0]))
	var sum, squares float64
	for range shuffles {
		for i := range newTexts { // the last ones are drawn from all
			last := d.n - 1 - i
			j := random.IntN(last + 1)
			d.order[last], d.order[j] = d.order[j], d.order[last]
		}
		e := d.energy()
		sum += e
		squares += float64(e * e)
	}
	mean := sum / shuffles
	t.change = (t.gap - mean) / math.Sqrt(math.Max(1, squares/shuffles-float64(mean*mean)))
	if t.change >= minChange {
		t.knn = d.strangeness()
	}
	return t
}

// most texts of an agent are held against each other.
const most = maxPast + newTexts

// distances are those between an agent's texts, in signs.
type distances struct {
	n     int
	of    [most][most]float64
	sums  [most]float64 // of each text's
	all   float64
	order [most]int // the texts, as they came
}

// distances gives those between some texts, until it is asked again.
func (f *forum) distances(rows []int32) *distances {
	d := &f.scratch
	d.n, d.all, d.sums = len(rows), 0, [most]float64{}
	for i := range rows {
		own := &f.texts.At(rows[i]).signs
		d.of[i][i], d.order[i] = 0, i
		for j := range i {
			x := float64(own.Differ(&f.texts.At(rows[j]).signs))
			d.of[i][j], d.of[j][i] = x, x
			d.sums[i] += x
			d.sums[j] += x
			d.all += 2 * x
		}
	}
	return d
}

// energy is the energy distance of the last newTexts of the order from the rest.
func (d *distances) energy() float64 {
	latest := d.order[d.n-newTexts : d.n]
	var within, from float64
	for _, x := range latest {
		from += d.sums[x]
		for _, y := range latest {
			within += d.of[x][y]
		}
	}
	n, k := float64(d.n-newTexts), float64(newTexts)
	between := from - within
	return 2*between/(n*k) - (d.all-within-2*between)/(n*n) - within/(k*k)
}

// strangeness tells how far the new texts are from their nearest neighbours of the past, beside how
// far those of the past are from theirs: the median's robust z (Iglewicz and Hoaglin 1993, ch. 3).
func (d *distances) strangeness() float64 {
	past := d.n - newTexts
	nearest := func(i int) float64 {
		row := make([]float64, 0, past)
		for j := range past {
			if j != i {
				row = append(row, d.of[i][j])
			}
		}
		slices.Sort(row)
		sum := 0.0
		for _, x := range row[:nearestOf] {
			sum += x
		}
		return sum / nearestOf
	}
	var own, latest []float64
	for i := range d.n {
		if i < past {
			own = append(own, nearest(i))
		} else {
			latest = append(latest, nearest(i))
		}
	}
	middle := median(own)
	for i, x := range own {
		own[i] = math.Abs(x - middle)
	}
	const sigmas = 1.4826 // of a normal distribution in its median absolute deviation
	return (median(latest) - middle) / math.Max(1, sigmas*median(own))
}

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	return (xs[(len(xs)-1)/2] + xs[len(xs)/2]) / 2
}
