package embedding

import "unicode/utf8"

// Encoder embeds one text after the other in the same scratch space. Its inner loops are left out of the race
// detector, with which a text takes forty times as long: they read the model, which nobody writes once it is
// loaded, and scratch space that Embed writes first, where the detector sees a second goroutine.
type Encoder struct {
	model  *Model
	words  words
	sums   [Dims]int32
	summed int // rows in sums
	room   int // how many it takes
	weight float64
	first  [head]int32 // the tokens of the head
	read   int         // how many
	totals [Dims]float64
	tail   [Dims]float64 // what of totals is not of the head
	heard  [Dims]int64
	// numbers are what the bends make of totals.
	numbers [len(bendsBeyond) * bendRank]float64
}

// NewEncoder makes scratch space, some 8 KB; for one goroutine at a time.
func (m *Model) NewEncoder() *Encoder {
	return &Encoder{model: m, words: words{
		characters: m.characters, pieces: m.pieces,
		word: make([]byte, 0, longestWord*utf8.UTFMax), tokens: make([]int32, 0, 2*longestWord),
	}}
}

const (
	// The transformer that the vectors were learned from reads no further than head tokens of a
	// text. What follows is not thrown away, or it would be the place to hide things, but counts an
	// eighth: of a text nine times as long as its head, half of the vector is its head.
	head, headWeight = 254, 8
	// summable is how many rows an int32 can hold the sum of.
	summable = 1 << 15
)

// Embed fills into with the vector of text. It allocates nothing.
func (e *Encoder) Embed(text string, into *Vector) {
	e.sums, e.totals, e.tail, e.summed, e.read = [Dims]int32{}, [Dims]float64{}, [Dims]float64{}, 0, 0
	e.weight, e.room = headWeight, head
	for len(text) > 0 {
		text = e.words.next(text)
		for _, token := range e.words.tokens {
			e.sum(token)
		}
	}
	e.total()
	one, tail := e.hear()
	e.bend(e.read)
	if one != 0 {
		e.echo(one, tail)
	}
	Quantize(&e.totals, into)
}

//go:norace
func (e *Encoder) echo(one, tail float64) {
	for d, x := range e.heard {
		e.totals[d] += float64(float64(x)*one) + float64(e.tail[d]*tail)
	}
}

// Tokens appends to into the numbers of the tokens of text, without those that a transformer
// puts around them.
func (e *Encoder) Tokens(text string, into []int32) []int32 {
	for len(text) > 0 {
		text = e.words.next(text)
		into = append(into, e.words.tokens...)
	}
	return into
}

func (e *Encoder) sum(token int32) {
	if e.summed == e.room {
		e.total()
		e.weight, e.room = 1, summable
	}
	if e.weight == headWeight {
		e.first[e.summed] = token
	}
	e.summed++
	add(&e.sums, &e.model.rows[token])
}

//go:norace
func add(sums *[Dims]int32, row *[Dims]int16) {
	for i := 0; i < Dims; i += 4 {
		sums[i] += int32(row[i])
		sums[i+1] += int32(row[i+1])
		sums[i+2] += int32(row[i+2])
		sums[i+3] += int32(row[i+3])
	}
}

//go:norace
func (e *Encoder) total() {
	if e.weight == headWeight {
		e.read = e.summed
	} else {
		for i, s := range e.sums {
			e.tail[i] += float64(s)
		}
	}
	for i, s := range e.sums {
		e.totals[i] += float64(s) * e.weight // whole numbers below 2^53: exact
	}
	e.sums, e.summed = [Dims]int32{}, 0
}
