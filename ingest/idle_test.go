package ingest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Whoever was held up for longer than a span lasts knows of the log only what it fetched before. A
// block that it ended on that knowledge would be another than the one that a second reader cuts
// there, and rows of both would be stored.
func TestABlockIsNotEndedOnWhatWasFetchedLongAgo(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	s.limits.BlockSpan = 3 * time.Second
	said := &logged{}
	s.consumerThatLogs(said.logger())
	s.say(1)
	s.settle() // it is at work
	s.exec("ALTER TABLE actions ADD CONSTRAINT shut CHECK agent_id = ''")

	post := func() {
		a := s.next(event.PostCreated)
		a.Agent.ID = "agent-1" // all in one partition
		s.accepted[a.ID] = true
		s.publish(record(s, a))
	}
	next := func() time.Time { return time.Now().Truncate(s.limits.BlockSpan).Add(s.limits.BlockSpan) }
	post()
	began := next()
	time.Sleep(time.Until(began))
	post() // the next span: what was before it is to be stored, and cannot be
	for deadline := time.Now().Add(2 * time.Second); !said.has("ingest is held up"); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Skip("the machine is too busy: nothing was held up within the span")
		}
	}
	post()
	if time.Now().After(began.Add(s.limits.BlockSpan)) {
		t.Skip("the machine is too busy: the span was over before all was said")
	}
	time.Sleep(time.Until(began.Add(s.limits.BlockSpan + 3*time.Second))) // the broker's clock has left it for good
	s.exec("ALTER TABLE actions DROP CONSTRAINT shut")
	s.say(1)
	s.settle()
	s.check()

	rows := one[[]uint64](s, `SELECT arraySort(groupArray(rows)) FROM system.parts
		WHERE database = currentDatabase() AND table = 'actions' AND level = 0`)
	if want := []uint64{1, 1, 1, 2}; !slices.Equal(rows, want) {
		t.Errorf("blocks of %d rows are stored, want %d: those of one span together", rows, want)
	}
}
