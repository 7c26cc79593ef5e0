package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim/replay"
)

// replayReport is what a replay says in the end; with --json, as it stands here.
type replayReport struct {
	Events     int              `json:"events"`
	Actions    int              `json:"actions"`      // sent: events and the totals seen of them
	Stored     uint64           `json:"stored"`       // of those, in ClickHouse
	Late       uint64           `json:"late"`         // behind the watermark
	OutOfOrder int              `json:"out_of_order"` // events older than one before them
	BadLines   int              `json:"bad_lines"`
	Bad        []replay.BadLine `json:"bad,omitempty"` // the first of them
	Flags      int              `json:"flags"`         // episodes
	Revisions  int              `json:"revisions"`     // messages
	Decisions  int              `json:"decisions"`
	Sanctioned int              `json:"sanctioned"` // agents met by an applied decision
	Waiting    int              `json:"waiting"`    // decisions that wait for approval
	Seconds    float64          `json:"seconds"`
	Out        string           `json:"out"`
}

const storedByReplay = "SELECT count(), countIf(late) FROM actions WHERE producer = '" + replay.Producer + "'"

// report writes flags.jsonl and decisions.jsonl and says what happened.
func (r *replaying) report(ctx context.Context, sent int) error {
	flags, err := replay.Flags(ctx, r.bus)
	if err != nil {
		return err
	}
	decisions, err := replay.Decisions(ctx, r.bus)
	if err != nil {
		return err
	}
	if err := replay.Write(filepath.Join(r.out, "flags.jsonl"), flags); err != nil {
		return err
	}
	if err := replay.Write(filepath.Join(r.out, "decisions.jsonl"), decisions); err != nil {
		return err
	}
	report := replayReport{
		Events: r.survey.Events, Actions: sent, OutOfOrder: r.survey.OutOfOrder, BadLines: r.survey.BadTotal, Bad: r.survey.Bad,
		Revisions: len(flags), Decisions: len(decisions), Seconds: time.Since(r.started).Seconds(), Out: r.out,
	}
	if err := r.warehouse.Conn().QueryRow(ctx, storedByReplay).Scan(&report.Stored, &report.Late); err != nil {
		return fmt.Errorf("counting what was stored: %w", err)
	}
	episodes, sanctioned := map[string]bool{}, map[string]bool{}
	for _, f := range flags {
		episodes[f.ID] = true
	}
	for _, d := range decisions {
		switch {
		case d.State == event.StateApplied && slices.Contains(sanctions, d.Action):
			for _, agent := range d.Subject.Agents {
				sanctioned[agent] = true
			}
		case d.Mode == event.ModeNeedsApproval:
			report.Waiting++
		}
	}
	report.Flags, report.Sanctioned = len(episodes), len(sanctioned)
	if report.Stored != uint64(sent) {
		err = fmt.Errorf("%d actions were sent and %d are stored: see the dead letters", sent, report.Stored)
	}
	if printErr := r.print(report); printErr != nil {
		return printErr
	}
	return err
}

// sanctions are the decisions that keep an agent from being heard.
var sanctions = []string{event.DoBan, event.DoShadowban, event.DoSuspend, event.DoQuarantine}

func (r *replaying) print(report replayReport) error {
	if r.json {
		encoder := json.NewEncoder(r.term.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	for _, b := range report.Bad[:min(len(report.Bad), 10)] {
		fmt.Fprintf(r.term.err, "%s line %d: %s\n", b.File, b.Line, b.Err)
	}
	fmt.Fprintf(r.term.out, "events      %d (%d bad lines, %d out of order)\n", report.Events, report.BadLines, report.OutOfOrder)
	fmt.Fprintf(r.term.out, "actions     %d sent, %d stored, %d late\n", report.Actions, report.Stored, report.Late)
	fmt.Fprintf(r.term.out, "flags       %d campaigns in %d messages\n", report.Flags, report.Revisions)
	fmt.Fprintf(r.term.out, "decisions   %d records, %d agents sanctioned, %d wait for approval\n", report.Decisions, report.Sanctioned, report.Waiting)
	fmt.Fprintf(r.term.out, "took        %.1f s\nwritten to  %s\n", report.Seconds, r.out)
	return nil
}
