package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
	"github.com/moltwatch/moltwatch/sim/replay"
)

// demoReport is what a demo says in the end; with --json, as it stands here.
type demoReport struct {
	Seconds         float64 `json:"seconds"`
	Actions         uint64  `json:"actions"`           // stored
	Flags           int     `json:"flags"`             // episodes
	Banned          int     `json:"banned"`            // agents sanctioned
	RingSize        int     `json:"ring_size"`         // members that registered
	RingBanned      int     `json:"ring_banned"`       //
	HonestBanned    int     `json:"honest_banned"`     // must be 0, the victim among them
	RingItems       uint64  `json:"ring_items"`        // posts and comments of the ring
	RingItemsBefore uint64  `json:"ring_items_before"` // of those, before the first ban
	OnsetToBan      float64 `json:"onset_to_ban"`      // seconds; 0: no ban
}

//go:embed demo_ring.sql
var ringQuery string

var (
	errRingFree     = errors.New("the ring was not banned")
	errHonestBanned = errors.New("an honest agent was banned")
)

// report says how it went. Its error is that of a demo that did not show what it was to show.
func (d *demonstration) report() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	ring, honest, onset := sides(d.simulation.Truth())
	r := demoReport{Seconds: time.Since(d.started).Seconds(), RingSize: len(ring)}
	flags, err := replay.Flags(ctx, d.bus)
	if err != nil {
		return err
	}
	episodes := map[string]bool{}
	for _, f := range flags {
		episodes[f.ID] = true
	}
	r.Flags = len(episodes)
	decisions, err := replay.Decisions(ctx, d.bus)
	if err != nil {
		return err
	}
	banned := map[string]bool{}
	for _, c := range decisions {
		if c.State == event.StateApplied && slices.Contains(sanctions, c.Action) {
			for _, agent := range c.Subject.Agents {
				banned[agent] = true
			}
		}
	}
	r.Banned = len(banned)
	for _, agent := range ring {
		if banned[agent] {
			r.RingBanned++
		}
	}
	for _, agent := range honest { // of this run: the data directory may have seen others
		if banned[agent] {
			r.HonestBanned++
		}
	}
	if err := d.warehouse.Conn().QueryRow(ctx, "SELECT count() FROM actions").Scan(&r.Actions); err != nil {
		return fmt.Errorf("counting the actions: %w", err)
	}
	var firstBan time.Time
	row := d.warehouse.Conn().QueryRow(ctx, ringQuery, clickhouse.Named("ring", ring))
	if err := row.Scan(&r.RingItems, &r.RingItemsBefore, &firstBan); err != nil {
		return fmt.Errorf("counting what the ring wrote: %w", err)
	}
	if r.RingBanned > 0 && !onset.IsZero() {
		r.OnsetToBan = firstBan.Sub(onset).Seconds()
	}
	return d.print(r)
}

// sides gives the ids of those who deserve a sanction, of all others, and when it began.
func sides(t sim.Truth) (ring, honest []string, onset time.Time) {
	guilty := map[string]bool{}
	ring = []string{} // ClickHouse wants an array, not a nil
	for _, c := range t.Cases {
		if c.Onset != nil && (onset.IsZero() || c.Onset.Before(onset)) {
			onset = c.Onset.Time
		}
		for _, id := range c.Agents {
			if c.Expect == sim.ExpectSanction && !guilty[id] {
				guilty[id] = true
				ring = append(ring, id)
			}
		}
	}
	for _, a := range t.Agents {
		if !guilty[a.ID] {
			honest = append(honest, a.ID)
		}
	}
	return ring, honest, onset
}

func (d *demonstration) print(r demoReport) error {
	if d.json {
		encoder := json.NewEncoder(d.term.out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(d.term.out, "\nactions in       %d\nflags            %d\nbanned           %d of the ring's %d, %d honest agents\n", r.Actions, r.Flags, r.RingBanned, r.RingSize, r.HonestBanned)
		fmt.Fprintf(d.term.out, "the ring wrote   %d items, %d of them before the first ban", r.RingItems, r.RingItemsBefore)
		if r.OnsetToBan > 0 {
			fmt.Fprintf(d.term.out, ", which came %.0f s after it began", r.OnsetToBan)
		}
		fmt.Fprintln(d.term.out)
	}
	switch {
	case r.HonestBanned > 0:
		return errHonestBanned
	case r.RingSize == 0 || r.RingBanned < r.RingSize:
		return fmt.Errorf("%w: %d of %d members were (a longer --for gives it more time)", errRingFree, r.RingBanned, r.RingSize)
	}
	return nil
}
