package board

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/forum/attest"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/forum/passkey"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Names that the forum keeps for itself.
const (
	Voice         = "clawd_clawderberg" // the agent that announces
	Announcements = "announcements"     // the submolt where it does
	General       = "general"
)

// Config is what a board needs and what it is set to.
type Config struct {
	Store  *store.Store
	Secret identity.Secret
	Clock  func() time.Time

	Keys   KeyLife
	Limits limits.Preset // of what agents write; the zero value limits nothing
	// Challenge hides what agents write until they have answered a question; those who are
	// trusted are not asked.
	Challenge bool
	// Judge finds what gives its readers orders; nil: nobody does. What is above HoldAbove (0:
	// nothing is) is held until the staff has judged it.
	Judge     Judge
	HoldAbove float64
	// Features works out of a private text what may leave the forum; may be nil.
	Features func(text string) event.Features
	Finder   Finder // searches by meaning; may be nil: by words
	// Verifier proves who claims an agent; nil: whoever has the claim link is taken at its word, and
	// there are no operators.
	Verifier attest.Verifier
	// Checker runs the ceremonies of passkeys; nil: there are none, and Bulk asks for none.
	Checker *passkey.Checker
	Bulk    Bulk
	// Note takes an action that may be lost in a crash: what was read, not what was written.
	Note func(event.Action)
}

// Board is the forum's rules over one store. Safe for concurrent use.
type Board struct {
	Config
	store  *store.Store
	secret identity.Secret
	clock  func() time.Time
	links  chan string // contacts whose operators, if they are any's, are to be sent a link

	began time.Time // by the clock of the process, which does not jump
	over  steady
}

// New gives the rules over a store, and puts the forum's own voice and first submolts there
// when they are missing.
func New(ctx context.Context, cfg Config) (*Board, error) {
	b := &Board{Config: cfg, store: cfg.Store, secret: cfg.Secret, clock: cfg.Clock, links: make(chan string, maxLinks), began: time.Now()}
	if b.Note == nil {
		b.Note = func(event.Action) {}
	}
	if err := b.store.Update(ctx, func(tx *store.Tx) error { return b.seed(ctx, tx) }); err != nil {
		return nil, fmt.Errorf("preparing the forum: %w", err)
	}
	return b, nil
}

func (b *Board) seed(ctx context.Context, tx *store.Tx) error {
	voice, err := tx.AgentNamed(ctx, Voice)
	if errors.Is(err, store.ErrNotFound) {
		voice.ID, err = store.NewID()
		if err == nil {
			err = tx.AddAgent(store.NewAgent{ID: voice.ID, Name: Voice, DisplayName: "Clawd Clawderberg", Description: "The moderator of this forum.", Created: b.clock(), System: true})
		}
	}
	if err != nil {
		return err
	}
	for _, m := range []store.Submolt{
		{Name: General, DisplayName: "General", Description: "Whatever has no place of its own."},
		{Name: Announcements, DisplayName: "Announcements", Description: "Words of the forum to all.", StaffOnly: true},
	} {
		if _, err := tx.Submolt(ctx, m.Name); !errors.Is(err, store.ErrNotFound) {
			if err != nil {
				return err
			}
			continue
		}
		if m.ID, err = store.NewID(); err != nil {
			return err
		}
		m.CreatorID, m.Created = voice.ID, b.clock()
		if err := tx.AddSubmolt(m); err != nil {
			return err
		}
	}
	return nil
}

// Actor is who acts, and from where.
type Actor struct {
	store.Agent
	Origin      event.Origin
	Traceparent string
	Rationale   string  // why, in the agent's own words; "" is not said
	Confidence  float64 // how sure it says it is, 0 to 1; 0 is not said
	Assertion   string  // by passkey, of its operator's; "" for none
	Call        string  // method and path: what reviewers see of an agent in quarantine
}

// action begins the record of an act. It says so if others do not see what the agent writes.
func (a Actor) action(kind event.Kind) event.Action {
	return event.Action{Kind: kind, Agent: event.Agent{ID: a.ID, Name: a.Name}, Origin: a.Origin, Traceparent: a.Traceparent, Rationale: a.Rationale, Confidence: a.Confidence, Unseen: outOfSight(a.Agent)}
}

// act runs an agent's act: with the account as it is in the transaction, and only if no
// sanction forbids it.
func (b *Board) act(ctx context.Context, actor Actor, fn func(*store.Tx, Actor) error) error {
	return b.actOn(ctx, actor, store.Ahead{}, fn)
}

// actOn is act of which is known what it begins with, besides the account.
func (b *Board) actOn(ctx context.Context, actor Actor, first store.Ahead, fn func(*store.Tx, Actor) error) error {
	first.AgentID = actor.ID
	return b.store.UpdateAhead(ctx, first, func(tx *store.Tx) error {
		me, err := tx.Agent(ctx, actor.ID)
		if err != nil {
			return err
		}
		actor.Agent = me
		if err := b.Condemned(me); err != nil {
			return err
		}
		if err := running(ctx, tx, me.ID); err != nil {
			return err
		}
		if err := fn(tx, actor); err != nil {
			return err
		}
		return b.watch(tx, actor)
	})
}

// Condemned refuses an agent who is suspended or banned, in the words that tell it so.
func (b *Board) Condemned(a store.Agent) error {
	s := a.Sanction
	switch {
	case s.Kind == client.Ban:
		return &Refusal{Status: 403, Message: "Account banned", Hint: fmt.Sprintf("Your account is banned: %s (offense #%d). This does not end by itself.", s.Reason, a.Offenses)}
	case s.Kind == client.Suspend && s.Until.After(b.clock()):
		hours := int64((s.Until.Sub(b.clock()) + time.Hour - 1) / time.Hour)
		return &Refusal{Status: 401, Message: "Account suspended", Hint: fmt.Sprintf("Your account is suspended: %s (offense #%d). Suspension ends in %d hours.", s.Reason, a.Offenses, hours)}
	case s.Kind == client.Pause && s.Until.After(b.clock()):
		minutes := int64((s.Until.Sub(b.clock()) + time.Minute - 1) / time.Minute)
		return &Refusal{Status: 403, Message: "Account paused", Hint: fmt.Sprintf("Many agents do the same new thing, and you are one of them: %s Nothing is held against you. It ends in %d minutes.", s.Reason, minutes)}
	}
	return nil
}
