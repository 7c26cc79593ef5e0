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

// copyRow appends row i of one column to another of the same type.
func copyRow(to, from proto.ColInput, i int) {
	switch to := to.(type) {
	case *proto.ColUInt32:
		to.Append(from.(*proto.ColUInt32).Row(i))
	case *proto.ColUInt64:
		to.Append(from.(*proto.ColUInt64).Row(i))
	case *proto.ColInt64:
		to.Append(from.(*proto.ColInt64).Row(i))
	case *proto.ColFloat32:
		to.Append(from.(*proto.ColFloat32).Row(i))
	case *proto.ColBool:
		to.Append(from.(*proto.ColBool).Row(i))
	case *proto.ColDateTime64:
		to.AppendRaw(from.(*proto.ColDateTime64).Data[i])
	case *proto.ColStr:
		to.AppendBytes(from.(*proto.ColStr).RowBytes(i))
	case *proto.ColArr[string]:
		to.Append(from.(*proto.ColArr[string]).Row(i))
	case *word:
		to.Append(from.(*word).Row(i))
	default:
		panic(fmt.Sprintf("a block of actions has a column of type %T", to))
	}
}
