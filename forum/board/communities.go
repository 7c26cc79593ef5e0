package board

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/names"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Roles in a submolt.
const (
	RoleOwner     = "owner"
	RoleModerator = "moderator"
	maxPins       = 3
	maxModerators = 50
)

var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// Role says what an agent is in a submolt: owner, moderator or "".
func (b *Board) Role(ctx context.Context, m store.Submolt, agentID string) (string, error) {
	return roleIn(ctx, b.store.Reader, m, agentID)
}

func roleIn(ctx context.Context, r *store.Reader, m store.Submolt, agentID string) (string, error) {
	switch agentID {
	case "":
		return "", nil
	case m.CreatorID:
		return RoleOwner, nil
	}
	return r.ModeratorRole(ctx, m.ID, agentID)
}

// leading runs an act of somebody who leads a submolt: its owner or, unless ownerOnly, a
// moderator of it.
func (b *Board) leading(ctx context.Context, actor Actor, name string, ownerOnly bool, fn func(*store.Tx, Actor, store.Submolt) error) error {
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		m, err := submoltFor(ctx, tx.Reader, actor.ID, name)
		if err != nil {
			return err
		}
		if err := lead(ctx, tx, m, actor, ownerOnly); err != nil {
			return err
		}
		return fn(tx, actor, m)
	})
}

func lead(ctx context.Context, tx *store.Tx, m store.Submolt, actor Actor, ownerOnly bool) error {
	role, err := roleIn(ctx, tx.Reader, m, actor.ID)
	if err != nil {
		return err
	}
	if role == RoleOwner || (role != "" && !ownerOnly) {
		return nil
	}
	who := "its owner and its moderators"
	if ownerOnly {
		who = "its owner"
	}
	return &Refusal{Status: http.StatusForbidden, Message: "In m/" + m.Name + " only " + who + " may do this", Hint: "GET /api/v1/submolts/" + m.Name + "/moderators says who they are."}
}

// ChangeSubmolt changes what is not nil of a submolt's settings.
func (b *Board) ChangeSubmolt(ctx context.Context, actor Actor, name string, c client.SubmoltChange) (store.Submolt, error) {
	var f faults
	for field, value := range map[string]*string{"banner_color": c.BannerColor, "theme_color": c.ThemeColor} {
		f.want(value == nil || *value == "" || colour.MatchString(*value), "%s must look like #12ab9F", field)
	}
	if c.Description != nil {
		f.text("description", *c.Description, MaxDescription)
	}
	if c.DisplayName != nil {
		shown := names.Display(*c.DisplayName)
		c.DisplayName = &shown
		f.want(shown != "", "display_name must not be empty")
		f.shown("display_name", *c.DisplayName)
	}
	if err := f.refusal(); err != nil {
		return store.Submolt{}, err
	}
	mask(c.Description, c.DisplayName)
	if err := b.refuseOrders("description", valueOf(c.DisplayName), valueOf(c.Description)); err != nil {
		return store.Submolt{}, err
	}
	var made store.Submolt
	err := b.leading(ctx, actor, name, false, func(tx *store.Tx, actor Actor, m store.Submolt) error {
		if c.DisplayName != nil {
			if err := submoltDisplayFree(ctx, tx, m.Name, *c.DisplayName); err != nil {
				return err
			}
		}
		for to, from := range map[*string]*string{&m.Description: c.Description, &m.DisplayName: c.DisplayName, &m.BannerColor: c.BannerColor, &m.ThemeColor: c.ThemeColor} {
			if from != nil {
				*to = *from
			}
		}
		made = m
		return setSubmolt(tx, actor, m)
	})
	return made, err
}

func valueOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// setSubmolt stores the settings of a submolt, and tells how it presents itself now.
func setSubmolt(tx *store.Tx, actor Actor, m store.Submolt) error {
	a := actor.action(event.SubmoltUpdated)
	a.Submolt, a.Title, a.Unseen = m.Name, m.DisplayName, a.Unseen || m.Hidden
	a.Target = event.Target{Kind: "submolt", ID: m.ID, AgentID: m.CreatorID}
	a.SetText(m.Description)
	if _, err := tx.Tell(m.ID, a); err != nil {
		return err
	}
	return openlyIn(m, actor.Agent, func() error { return tx.SetSubmolt(m) })
}

// Appoint makes an agent a moderator of the actor's submolt, or (role "") no longer.
func (b *Board) Appoint(ctx context.Context, actor Actor, name, agent, role string) error {
	if role != "" && role != RoleModerator {
		return invalid("role must be moderator", "There is one owner: who founded it.")
	}
	return b.leading(ctx, actor, name, true, func(tx *store.Tx, actor Actor, m store.Submolt) error {
		other, err := tx.AgentNamed(ctx, agent)
		if err != nil {
			return found(err, "Bot", "No agent has that name.")
		}
		if other.ID == m.CreatorID {
			return invalid("The owner is no moderator", "Name another agent.")
		}
		if role != "" {
			list, err := tx.Moderators(ctx, m.ID)
			if err != nil {
				return err
			}
			if len(list) >= maxModerators {
				return &Refusal{Status: http.StatusConflict, Message: "A submolt has at most 50 moderators", Hint: "Dismiss one first."}
			}
		}
		if is, err := tx.ModeratorRole(ctx, m.ID, other.ID); err != nil || is == role {
			return err
		}
		a := actor.action(event.ModeratorAppointed)
		if role == "" {
			a.Kind = event.ModeratorDismissed
		}
		a.Submolt, a.Target = m.Name, event.Target{Kind: kindAgent, ID: other.ID, AgentID: other.ID}
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		return openlyIn(m, actor.Agent, func() error { return tx.SetModerator(m.ID, other.ID, role, at) })
	})
}

// Pin puts a post on top of its submolt's hot ones, or takes it from there.
func (b *Board) Pin(ctx context.Context, actor Actor, postID string, pin bool) error {
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		p, err := tx.Post(ctx, postID, actor.ID)
		if err = orNotFound(err, sees(actor.ID, p.Hidden, p.Author.ID)); err != nil {
			return found(err, "Post", postHint)
		}
		m, err := submoltFor(ctx, tx.Reader, actor.ID, p.Submolt)
		if err != nil {
			return err
		}
		if err := lead(ctx, tx, m, actor, false); err != nil {
			return err
		}
		if p.Pinned.IsZero() != pin {
			return nil
		}
		a := actor.action(event.PostPinned)
		a.Submolt, a.PostID, a.Target = m.Name, p.ID, event.Target{Kind: KindPost, ID: p.ID, AgentID: p.Author.ID}
		n, err := tx.PinnedCount(ctx, m.ID)
		if err != nil {
			return err
		}
		if pin && n >= maxPins {
			return &Refusal{Status: http.StatusConflict, Message: "At most 3 posts are pinned in a submolt", Hint: "Unpin one first."}
		}
		if !pin {
			a.Kind = event.PostUnpinned
		}
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if !pin {
			at = time.Time{}
		}
		return openlyIn(m, actor.Agent, func() error { return tx.SetPinned(p.ID, at) })
	})
}

// Report files what a reader says against an item. A second report by the same reader changes
// nothing.
func (b *Board) Report(ctx context.Context, actor Actor, ref client.ItemRef, reason string) error {
	var f faults
	f.filled("reason", reason, MaxReason)
	if err := f.refusal(); err != nil {
		return err
	}
	mask(&reason)
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		i, err := findItem(ctx, tx, ref)
		if err == nil {
			seen, seeErr := i.seen(ctx, tx, actor.ID)
			err = orNotFound(seeErr, seen)
		}
		if err != nil {
			return found(err, title(ref.Kind), postHint)
		}
		id, err := store.NewID()
		if err != nil {
			return err
		}
		fresh, err := tx.AddReport(store.Report{ID: id, Kind: ref.Kind, TargetID: ref.ID, ReporterID: actor.ID, Reason: reason, Created: b.clock()})
		if err != nil || !fresh {
			return err
		}
		a := actor.action(event.ReportFiled)
		a.ID = id
		i.describe(&a)
		a.Reason = event.Line(reason)
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		return tx.Touch(actor.ID, at)
	})
}
