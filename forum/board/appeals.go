package board

import (
	"context"
	"errors"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// appealEvery is how long an agent waits between two appeals: those who judge them read each.
const appealEvery = 12 * time.Hour

// Appeal hands an agent's words to those who judge. It is open to every agent, claimed by a human
// or not, whatever it is under; the staff's stop of all writing stops it too.
func (b *Board) Appeal(ctx context.Context, actor Actor, appeal client.NewAppeal) error {
	var f faults
	f.filled("text", appeal.Text, MaxReason)
	if err := f.refusal(); err != nil {
		return err
	}
	mask(&appeal.Text)
	return b.store.Update(ctx, func(tx *store.Tx) (err error) {
		if actor.Agent, err = tx.Agent(ctx, actor.ID); err != nil {
			return err
		}
		if err := running(ctx, tx, ""); err != nil {
			return err
		}
		last, err := tx.LastAppeal(ctx, actor.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if next := last.Filed.Add(appealEvery); err == nil && next.After(b.clock()) {
			return TooFast("You have appealed already", 1, b.clock(), next)
		}
		id, err := store.NewID()
		if err != nil {
			return err
		}
		a := actor.action(event.AppealFiled)
		a.ID, a.Title = id, actor.Sanction.Kind
		if actor.Sanction.Decision != "" {
			a.Items = []string{actor.Sanction.Decision}
		}
		a.SetText(appeal.Text)
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if err := tx.AddAppeal(store.Appeal{ID: id, AgentID: actor.ID, Sanction: actor.Sanction, Text: appeal.Text, Filed: at}); err != nil {
			return err
		}
		return b.watch(tx, actor)
	})
}

// JudgeAppeals rejects appeals, or lifts the sanctions that they are about; one that gave way to another by now
// takes nothing from that. It runs in the caller's transaction; by is the name of the credential.
func (b *Board) JudgeAppeals(ctx context.Context, tx *store.Tx, by string, r client.AppealJudgement) (client.AppealAnswer, error) {
	var f faults
	f.listed("appeals", len(r.Appeals), func(i int) string { return r.Appeals[i] })
	f.want(r.Verdict == client.Reject || r.Verdict == client.LiftSanction, "verdict must be reject or lift")
	f.said(&r.Reason, r.Decision)
	if err := f.refusal(); err != nil {
		return client.AppealAnswer{}, err
	}
	answer := client.AppealAnswer{Success: true, Results: make([]client.AppealResult, len(r.Appeals))}
	for i, id := range r.Appeals {
		result := &answer.Results[i]
		*result = client.AppealResult{AppealID: id, Status: client.Unknown}
		appeal, err := tx.Appeal(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			answer.Unknown++
			continue
		}
		if err != nil {
			return client.AppealAnswer{}, err
		}
		result.AgentID = appeal.AgentID
		if !appeal.Decided.IsZero() {
			result.Status = client.Already
			answer.Already++
			continue
		}
		if r.Verdict == client.LiftSanction && appeal.Stands {
			one := client.LiftRequest{Agents: []string{appeal.AgentID}, Reason: r.Reason, Decision: r.Decision}
			if _, err := b.Lift(ctx, tx, one); err != nil {
				return client.AppealAnswer{}, err
			}
			result.Lifted = true
		}
		appeal.Decided, appeal.Verdict, appeal.Reason, appeal.Decision, appeal.DecidedBy = b.clock(), r.Verdict, r.Reason, r.Decision, by
		if err := tx.DecideAppeal(appeal); err != nil {
			return client.AppealAnswer{}, err
		}
		result.Status = client.Applied
		answer.Applied++
	}
	return answer, nil
}
