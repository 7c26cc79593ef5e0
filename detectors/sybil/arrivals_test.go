package sybil

import (
	"fmt"
	"testing"
	"time"
)

// A farm's last accounts are said once nobody joins them, though nobody does anything at all.
func TestTheLastOfABatchAreSaidAfterALull(t *testing.T) {
	start := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	a := newArrivals()
	at := start
	arrive := func(stem, net string) {
		at = at.Add(10 * time.Second)
		id := fmt.Sprint(stem, len(a.newcomers))
		a.Take(arrival{seen: at, id: id, what: registered, agent: id, stem: stem, net: net, client: net})
	}
	for i := range 200 {
		arrive(fmt.Sprint("somebody", i), fmt.Sprint("home", i))
	}
	said := func(now time.Time) (members int, wake time.Time) {
		seen, err := a.Tick(t.Context(), nil, now)
		if err != nil || len(seen.Findings) != 1 {
			t.Fatalf("%d findings (%v), want the farm", len(seen.Findings), err)
		}
		return len(seen.Findings[0].Agents), seen.Wake
	}
	const farm = 52
	for range farm {
		arrive("farm", "den")
	}
	members, wake := said(at.Add(time.Second))
	if members == farm || members < smallBatch {
		t.Fatalf("%d are said at once: the test needs some that are not", members)
	}
	if want := at.Add(lull); !wake.Equal(want) {
		t.Errorf("it wants to look again at %s, want %s", wake, want)
	}
	if again, w := said(wake.Add(-time.Second)); again != members || !w.Equal(wake) {
		t.Errorf("a second before the end of the lull %d are said, and to look again at %s", again, w)
	}
	if members, wake = said(wake); members != farm || !wake.IsZero() {
		t.Errorf("after the lull %d of %d are said, and to look again at %s", members, farm, wake)
	}
}
