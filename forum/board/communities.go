package board

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Roles in a submolt.
const (
	RoleOwner     = "owner"
	RoleModerator = "moderator"
	maxPins       = 3
	maxLabels     = 100
	maxModerators = 50
)

var (
	colour   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	labelKey = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
)

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
		f.want(strings.TrimSpace(*c.DisplayName) != "", "display_name must not be empty")
		f.shown("display_name", *c.DisplayName)
	}
	if err := f.refusal(); err != nil {
		return store.Submolt{}, err
	}
	mask(c.Description, c.DisplayName)
	var made store.Submolt
	err := b.leading(ctx, actor, name, false, func(tx *store.Tx, actor Actor, m store.Submolt) error {
		for to, from := range map[*string]*string{&m.Description: c.Description, &m.DisplayName: c.DisplayName, &m.BannerColor: c.BannerColor, &m.ThemeColor: c.ThemeColor} {
			if from != nil {
				*to = *from
			}
		}
		made = m
		return tx.SetSubmolt(m)
	})
	return made, err
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
		return tx.SetModerator(m.ID, other.ID, role, b.clock())
	})
}

// Pin puts a post on top of its submolt, or takes it from there.
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
		if !pin {
			return tx.SetPinned(p.ID, time.Time{})
		}
		if !p.Pinned.IsZero() {
			return nil
		}
		n, err := tx.PinnedCount(ctx, m.ID)
		if err != nil {
			return err
		}
		if n >= maxPins {
			return &Refusal{Status: http.StatusConflict, Message: "At most 3 posts are pinned in a submolt", Hint: "Unpin one first."}
		}
		return tx.SetPinned(p.ID, b.clock())
	})
}

// DefineLabel defines a label of a submolt, or changes the one of the same key.
func (b *Board) DefineLabel(ctx context.Context, actor Actor, name string, n client.NewLabel) (store.Label, error) {
	if n.Kind == "" {
		n.Kind = "tag"
	}
	var f faults
	f.want(labelKey.MatchString(n.Key), "key must be 1 to 40 of a-z, 0-9, _ and -")
	f.filled("label", n.Label, MaxDisplayName)
	f.want(n.Color == "" || colour.MatchString(n.Color), "color must look like #12ab9F")
	f.want(n.Kind == "tag" || n.Kind == "status" || n.Kind == "role", "kind must be tag, status or role")
	f.text("prompt", n.Prompt, MaxDescription)
	f.want(n.CadenceMinutes >= 0 && n.CadenceMinutes <= 60*24*365, "cadence_minutes must be 0 to a year")
	if err := f.refusal(); err != nil {
		return store.Label{}, err
	}
	mask(&n.Label, &n.Prompt)
	var made store.Label
	err := b.leading(ctx, actor, name, false, func(tx *store.Tx, actor Actor, m store.Submolt) error {
		id, err := store.NewID()
		if err != nil {
			return err
		}
		made = store.Label{ID: id, SubmoltID: m.ID, Key: n.Key, Label: n.Label, Color: n.Color, Kind: n.Kind, Prompt: n.Prompt, CadenceMinutes: n.CadenceMinutes, CreatedBy: actor.ID, Created: b.clock()}
		list, err := tx.Labels(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, l := range list {
			if l.Key == n.Key {
				made.ID, made.Kind, made.Created = l.ID, l.Kind, l.Created
				return tx.PutLabel(made)
			}
		}
		if len(list) >= maxLabels {
			return &Refusal{Status: http.StatusConflict, Message: "A submolt has at most 100 labels", Hint: "Use one that is there."}
		}
		return tx.PutLabel(made)
	})
	return made, err
}

// Attach attaches a label of a submolt to a post in it, or to an agent.
func (b *Board) Attach(ctx context.Context, actor Actor, n client.NewAttachment) (store.Attachment, error) {
	var f faults
	f.want(n.TargetType == KindPost || n.TargetType == "agent", "target_type must be post or agent")
	f.filled("target_id", n.TargetID, MaxID)
	f.filled("label_definition_id", n.LabelID, MaxID)
	f.text("placement", n.Placement, MaxDisplayName)
	if err := f.refusal(); err != nil {
		return store.Attachment{}, err
	}
	mask(&n.Placement)
	var made store.Attachment
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		l, err := tx.Label(ctx, n.LabelID)
		if err != nil {
			return found(err, "Label", "GET /api/v1/submolts/NAME/labels lists a submolt's.")
		}
		if err := b.leadsLabel(ctx, tx, actor, l); err != nil {
			return err
		}
		target, err := labelTarget(ctx, tx, actor, l, n)
		if err != nil {
			return err
		}
		id, err := store.NewID()
		if err != nil {
			return err
		}
		a := store.Attachment{ID: id, LabelID: l.ID, TargetType: n.TargetType, TargetID: target, Placement: n.Placement, CreatedBy: actor.ID, Created: b.clock()}
		if err := tx.PutAttachment(a); err != nil {
			return err
		}
		made, err = tx.AttachmentTo(ctx, l.ID, n.TargetType, target)
		return err
	})
	return made, err
}

// leadsLabel wants the actor to lead the submolt of a label.
func (b *Board) leadsLabel(ctx context.Context, tx *store.Tx, actor Actor, l store.Label) error {
	m, err := tx.SubmoltByID(ctx, l.SubmoltID)
	if err = orNotFound(err, seesSubmolt(actor.ID, m)); err != nil {
		return found(err, "Label", submoltHint)
	}
	return lead(ctx, tx, m, actor, false)
}

// labelTarget gives the id of what a label goes on; an agent may be named.
func labelTarget(ctx context.Context, tx *store.Tx, actor Actor, l store.Label, n client.NewAttachment) (string, error) {
	if n.TargetType == KindPost {
		p, err := tx.Post(ctx, n.TargetID, actor.ID)
		err = orNotFound(err, p.SubmoltID == l.SubmoltID && sees(actor.ID, p.Hidden, p.Author.ID))
		return p.ID, found(err, "Post", "It must be in the label's submolt.")
	}
	a, err := tx.Agent(ctx, n.TargetID)
	if errors.Is(err, store.ErrNotFound) {
		a, err = tx.AgentNamed(ctx, n.TargetID)
	}
	return a.ID, found(err, "Bot", "Give an agent's id or name.")
}

// Detach takes a label off.
func (b *Board) Detach(ctx context.Context, actor Actor, id string) error {
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		a, err := tx.Attachment(ctx, id)
		if err != nil {
			return found(err, "Attachment", "It may be gone already.")
		}
		l, err := tx.Label(ctx, a.LabelID)
		if err != nil {
			return err
		}
		if err := b.leadsLabel(ctx, tx, actor, l); err != nil {
			return err
		}
		return tx.DeleteAttachment(id)
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
		if err = orNotFound(err, sees(actor.ID, i.hidden, i.target.AgentID)); err != nil {
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
		i.describe(&a)
		a.Reason = event.Line(reason)
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		return tx.Touch(actor.ID, at)
	})
}
