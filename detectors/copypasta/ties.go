package copypasta

import (
	"math/bits"

	"github.com/moltwatch/moltwatch/detectors/column"
)

// ties say which bands of a text another had before it. Most texts share none with any other, and have none.
type ties struct {
	list  column.List[tie] // in order of the texts
	texts []int32          // what it points into: the latest such texts, in order of the bands
}

type tie struct {
	text      int32
	bands, at uint32
}

// add notes the latest texts that had the bands of another; none where none did.
func (t *ties) add(text int32, before *[bands]int32) {
	x := tie{text: text, at: uint32(len(t.texts))}
	for b, other := range before {
		if other != none {
			x.bands |= 1 << b
			t.texts = append(t.texts, other)
		}
	}
	if x.bands != 0 {
		t.list.Add(x)
	}
}

// before gives the text before another that has the same band.
func (t *ties) before(text int32, b int) (other int32, some bool) {
	at := t.list.Search(func(x *tie) bool { return x.text >= text })
	if int(at) == t.list.Len() || t.list.At(at).text != text {
		return 0, false
	}
	return t.of(t.list.At(at), b)
}

func (t *ties) of(x *tie, b int) (other int32, some bool) {
	if x.bands>>b&1 == 0 {
		return 0, false
	}
	return t.texts[int(x.at)+bits.OnesCount32(x.bands&(1<<b-1))], true
}

// inOrder gives what before does, for texts in rising order.
func (t *ties) inOrder(b int) func(text int32) (other int32, some bool) {
	at := int32(0)
	return func(text int32) (int32, bool) {
		for int(at) < t.list.Len() && t.list.At(at).text < text {
			at++
		}
		if int(at) == t.list.Len() || t.list.At(at).text != text {
			return 0, false
		}
		return t.of(t.list.At(at), b)
	}
}
