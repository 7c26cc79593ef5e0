package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/names"
)

// Author gives an agent as it stands beside what it wrote.
func (a *Agent) Author() Author {
	return Author{
		ID: a.ID, Name: a.Name, Description: a.Description, Karma: a.Karma, Followers: a.Followers, Following: a.Following,
		Claimed: a.Claimed, LastActive: a.LastActive, Created: a.Created, Avatar: a.Avatar, Stopped: a.Stopped(),
	}
}

func scanAccount(row scanner) (Agent, error) { return scanAgent(row) }

// Agent finds an agent by id.
func (r *Reader) Agent(ctx context.Context, id string) (Agent, error) {
	if a, is := r.ahead.agents[id]; is {
		return a, nil
	}
	return one(ctx, r, "an agent", r.q.AgentByID, scanAccount, id)
}

// AgentNamed finds an agent by name, whatever its case.
func (r *Reader) AgentNamed(ctx context.Context, name string) (Agent, error) {
	return one(ctx, r, "an agent by name", r.q.AgentByName, scanAccount, strings.ToLower(name))
}

// AgentLooking finds an agent whose name has a skeleton.
func (r *Reader) AgentLooking(ctx context.Context, skeleton string) (Agent, error) {
	return one(ctx, r, "an agent by the look of its name", r.q.AgentBySkeleton, scanAccount, skeleton)
}

// AgentShownAs finds an agent, but for one, that shows a name which looks like that.
func (r *Reader) AgentShownAs(ctx context.Context, look, butFor string) (Agent, error) {
	return one(ctx, r, "an agent by the look of the name that it shows", r.q.AgentShownAs, scanAccount, look, butFor)
}

// SanctionsEnding lists agents whose sanction has run out at a time.
func (r *Reader) SanctionsEnding(ctx context.Context, at time.Time, limit int) ([]string, error) {
	return many(ctx, r, "ended sanctions", r.q.SanctionsEnding, scanOne[string], toMicros(at), limit)
}

// NewAgent is an account to create.
type NewAgent struct {
	ID, Name, DisplayName, Description string
	Created                            time.Time
	System                             bool
}

// AddAgent creates an account. The name must be free, and look like no other.
func (t *Tx) AddAgent(a NewAgent) error {
	if err := t.execOf(nil, t.s.write.InsertAgent, a.ID, a.Name, strings.ToLower(a.Name), a.DisplayName, a.Description, toMicros(a.Created), a.System, names.Skeleton(a.Name)); err != nil {
		return wrap("adding an agent", err)
	}
	if err := t.look(a.ID, a.Name, a.DisplayName); err != nil {
		return err
	}
	return t.Touch(a.ID, a.Created)
}

// look notes what the display name of a named agent looks like beyond that name, which is kept by itself.
func (t *Tx) look(agentID, name, display string) error {
	if display == "" {
		return nil
	}
	own := names.Skeleton(name)
	for _, look := range names.Looks(display) {
		if look == own {
			continue
		}
		if err := t.execOf(nil, t.s.write.InsertLook, look, agentID); err != nil {
			return fmt.Errorf("noting what a display name looks like: %w", err)
		}
	}
	return nil
}

// SetDisplay notes that an agent shows another display name than before; SetAgent stores it.
func (t *Tx) SetDisplay(a Agent) error {
	if err := t.execOf(nil, t.s.write.DropLooks, a.ID); err != nil {
		return fmt.Errorf("forgetting what a display name looked like: %w", err)
	}
	return t.look(a.ID, a.Name, a.DisplayName)
}

// SetAgent stores the display name, description and metadata of an agent.
func (t *Tx) SetAgent(a Agent, at time.Time) error {
	if err := t.execOf(shown{a.ID}, t.s.write.UpdateAgent, a.ID, a.DisplayName, a.Description, a.Metadata); err != nil {
		return wrap("changing an agent", err)
	}
	return t.Touch(a.ID, at)
}

// Claim marks an agent as claimed by an owner.
func (t *Tx) Claim(agentID, owner string, at time.Time) error {
	return wrap("claiming an agent", t.execOf(shown{agentID}, t.s.write.ClaimAgent, agentID, toMicros(at), owner))
}

// Touch notes that an agent was active.
func (t *Tx) Touch(agentID string, at time.Time) error {
	t.ahead.change(agentID, func(a *Agent) { a.LastActive = inColumn(at) })
	t.sum("noting activity", shown{agentID}, t.s.write.TouchAgent, agentID, 0, toMicros(at))
	return nil
}

// AddKarma adds to an agent's karma.
func (t *Tx) AddKarma(agentID string, delta int64) error {
	t.ahead.change(agentID, func(a *Agent) { a.Karma += delta })
	t.sum("adding karma", shown{agentID}, t.s.write.AddKarma, agentID, delta)
	return nil
}

// wrap says what was being done when err, if any, happened.
func wrap(doing string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
