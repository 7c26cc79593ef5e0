package warehouse

import (
	"fmt"
	"strings"

	"github.com/ClickHouse/ch-go/proto"
)

// word is a column LowCardinality(String) whose dictionary is made while rows are added.
type word struct {
	proto.ColLowCardinalityRaw
	values proto.ColStr
	keys   map[string]int
}

func (w *word) init() {
	w.Index, w.Key, w.keys = &w.values, proto.KeyUInt32, map[string]int{}
}

// Append adds a row.
func (w *word) Append(value string) {
	key, ok := w.keys[value]
	if !ok {
		key = len(w.keys)
		w.keys[strings.Clone(value)] = key
		w.values.Append(value)
	}
	w.AppendKey(key)
}

// Row gives the value of row i.
func (w *word) Row(i int) string { return w.values.Row(int(w.Keys32[i])) }

// Reset empties the column and its dictionary.
func (w *word) Reset() {
	w.ColLowCardinalityRaw.Reset()
	clear(w.keys)
}

// selectRows appends those of the n rows of from for which keep says true to the like columns to.
func selectRows(to, from proto.Input, n int, keep func(i int) bool) {
	for i := range n {
		if keep(i) {
			for c := range from {
				copyRow(to[c].Data, from[c].Data, i)
			}
		}
	}
}

// copyRow appends row i of one column to another of the same type.
func copyRow(to, from proto.ColInput, i int) {
	switch to := to.(type) {
	case *proto.ColUInt32:
		to.Append(from.(*proto.ColUInt32).Row(i))
	case *proto.ColUInt64:
		to.Append(from.(*proto.ColUInt64).Row(i))
	case *proto.ColInt64:
		to.Append(from.(*proto.ColInt64).Row(i))
	case *proto.ColBool:
		to.Append(from.(*proto.ColBool).Row(i))
	case *proto.ColDateTime64:
		to.AppendRaw(from.(*proto.ColDateTime64).Data[i])
	case *proto.ColStr:
		to.AppendBytes(from.(*proto.ColStr).RowBytes(i))
	case *proto.ColFloat32:
		to.Append(from.(*proto.ColFloat32).Row(i))
	case *proto.ColArr[string]:
		to.Append(from.(*proto.ColArr[string]).Row(i))
	case *proto.ColArr[int8]:
		to.Append(from.(*proto.ColArr[int8]).Row(i))
	case *proto.ColArr[uint32]:
		to.Append(from.(*proto.ColArr[uint32]).Row(i))
	case *proto.ColArr[uint64]:
		to.Append(from.(*proto.ColArr[uint64]).Row(i))
	case *word:
		to.Append(from.(*word).Row(i))
	default:
		panic(fmt.Sprintf("a block has a column of type %T", to))
	}
}
