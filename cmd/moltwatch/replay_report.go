package main

import (
	"context"
	"encoding/json"
	"errors"
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

// replayed is what came of a replay.
type replayed struct {
	raised       []event.Flag
	decided      []event.Decision
	sent         int
	stored, late uint64
	seconds      float64
}

const storedByProducer = "SELECT count(), countIf(late) FROM actions WHERE producer = ?"

// collect reads what came of the replay from the topics and ClickHouse.
func (r *replaying) collect(ctx context.Context) (err error) {
	if r.raised, err = replay.Flags(ctx, r.bus); err != nil {
		return err
	}
	if r.decided, err = replay.Decisions(ctx, r.bus); err != nil {
		return err
	}
	if err := r.warehouse.Conn().QueryRow(ctx, storedByProducer, r.recording.producer).Scan(&r.stored, &r.late); err != nil {
		return fmt.Errorf("counting what was stored: %w", err)
	}
	r.seconds = time.Since(r.started).Seconds()
	return nil
}

// complete says whether everything that was sent is stored.
func (p *replayed) complete() error {
	if p.stored != uint64(p.sent) {
		return fmt.Errorf("%d actions were sent and %d are stored: see the dead letters", p.sent, p.stored)
	}
	return nil
}

// write writes flags.jsonl and decisions.jsonl.
func (p *replayed) write(folder string) error {
	if err := replay.Write(filepath.Join(folder, "flags.jsonl"), p.raised); err != nil {
		return err
	}
	return replay.Write(filepath.Join(folder, "decisions.jsonl"), p.decided)
}

// reportReplay says what happened.
func (a *application) reportReplay(r recording, p *replayed) error {
	report := replayReport{
		Events: r.survey.Events, Actions: p.sent, OutOfOrder: r.survey.OutOfOrder, BadLines: r.survey.BadTotal, Bad: r.survey.Bad,
		Stored: p.stored, Late: p.late, Revisions: len(p.raised), Decisions: len(p.decided), Seconds: p.seconds, Out: a.out,
	}
	episodes, sanctioned := map[string]bool{}, map[string]bool{}
	for _, f := range p.raised {
		episodes[f.ID] = true
	}
	for _, d := range p.decided {
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
	return errors.Join(a.printReplay(report), p.complete())
}

// sanctions are the decisions that keep an agent from being heard.
var sanctions = []string{event.DoBan, event.DoShadowban, event.DoSuspend, event.DoQuarantine}

func (r *application) printReplay(report replayReport) error {
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
