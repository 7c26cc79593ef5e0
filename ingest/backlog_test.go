package ingest

import (
	"testing"
	"time"
)

func TestThoseWhoGiveWayShareATenth(t *testing.T) {
	var b backlog
	if got := b.rest(10 * time.Millisecond); got != 90*time.Millisecond {
		t.Errorf("one at work rests %s after 10 ms", got)
	}
	end := []func(){b.work(), b.work(), b.work(), b.work()}
	if got := b.rest(10 * time.Millisecond); got != 360*time.Millisecond {
		t.Errorf("one of four at work rests %s after 10 ms", got)
	}
	if got := b.rest(time.Hour); got != 4*restMost {
		t.Errorf("one of four rests %s after an hour", got)
	}
	for _, e := range end {
		e()
	}
	if got := b.rest(10 * time.Millisecond); got != 90*time.Millisecond {
		t.Errorf("once the others are done one rests %s", got)
	}
}

func TestABacklogIsThatOfAllPartitions(t *testing.T) {
	var b backlog
	b.set(0, backlogLeast/2+1)
	if b.large() {
		t.Error("half of it is a backlog")
	}
	b.set(1, backlogLeast/2+1)
	if !b.large() {
		t.Error("both together are none")
	}
	b.set(0, 0)
	if b.large() {
		t.Error("what is worked off counts")
	}
}
