package store

import (
	"database/sql"
	"slices"
)

// tally makes one of the writes that count in the same row, as if all were where the first of them is.
func tally(writes []write) []write {
	type row struct {
		stmt *sql.Stmt
		id   any
	}
	list, at := make([]write, 0, len(writes)), map[row]int{}
	for _, w := range writes {
		if !w.sum {
			list = append(list, w)
			continue
		}
		r := row{w.stmt, w.args[0]}
		i, more := at[r]
		if !more {
			at[r] = len(list)
			list = append(list, w)
			continue
		}
		before, _ := list[i].args[1].(int64)
		gain, _ := w.args[1].(int64)
		list[i].args = slices.Clone(w.args) // the writes themselves stay: they may be done once more, one by one
		list[i].args[1] = before + gain
	}
	return list
}

// gather puts writes of one kind together, where it has a statement for many, as if all were where the first of
// them is. Only what comes to the same in any order with whatever else is put off has such a statement.
func gather(writes []write) []write {
	list, at := make([]write, 0, len(writes)), map[string][]write{}
	for _, w := range writes {
		if w.text.many == "" {
			list = append(list, w)
			continue
		}
		if at[w.text.many] == nil {
			list = append(list, w)
		}
		at[w.text.many] = append(at[w.text.many], w)
	}
	for i, w := range list {
		if same := at[w.text.many]; len(same) > 1 {
			list[i].text.one, list[i].args = w.text.many, columns(same)
		}
	}
	return list
}

// columns gives the arguments of many writes, each as a list of that of all.
func columns(writes []write) []any {
	all := make([]any, len(writes[0].args))
	for i, first := range writes[0].args {
		switch first.(type) {
		case string:
			all[i] = column[string](writes, i)
		case bool:
			all[i] = column[bool](writes, i)
		case int:
			all[i] = column[int](writes, i)
		case int64:
			all[i] = column[int64](writes, i)
		case []byte:
			all[i] = column[[]byte](writes, i)
		}
	}
	return all
}

func column[T any](writes []write, i int) []T {
	list := make([]T, len(writes))
	for n, w := range writes {
		list[n], _ = w.args[i].(T)
	}
	return list
}
