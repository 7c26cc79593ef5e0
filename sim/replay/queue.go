package replay

import (
	"cmp"
	"container/heap"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// queue holds actions whose time has not come, the next one first; ids settle ties.
type queue []event.Action

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return cmp.Or(q[i].Time.Compare(q[j].Time.Time), cmp.Compare(q[i].ID, q[j].ID)) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(event.Action)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// release hands over what is older than t.
func (q *queue) release(t event.Time, take func(event.Action) error) error {
	for q.Len() > 0 && (*q)[0].Time.Before(t.Time) {
		if err := take(heap.Pop(q).(event.Action)); err != nil {
			return err
		}
	}
	return nil
}
