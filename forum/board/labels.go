package board

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

const (
	maxLabels = 100
	kindAgent = "agent" // what a label is on, beside posts
)

var labelKey = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

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
	if err := b.refuseOrders("prompt", n.Label, n.Prompt); err != nil {
		return store.Label{}, err
	}
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
				return putLabel(tx, actor, m, made, event.LabelUpdated)
			}
		}
		if len(list) >= maxLabels {
			return &Refusal{Status: http.StatusConflict, Message: "A submolt has at most 100 labels", Hint: "Use one that is there."}
		}
		return putLabel(tx, actor, m, made, event.LabelCreated)
	})
	return made, err
}

func putLabel(tx *store.Tx, actor Actor, m store.Submolt, l store.Label, kind event.Kind) error {
	a := labelAction(actor, kind, m, l)
	a.Target = event.Target{Kind: "label", ID: l.ID, AgentID: m.CreatorID}
	if _, err := tx.Emit(a); err != nil {
		return err
	}
	return openlyIn(m, actor.Agent, func() error { return tx.PutLabel(l) })
}

// labelAction begins the record of what is done with a label: it says what those are asked who have it.
func labelAction(actor Actor, kind event.Kind, m store.Submolt, l store.Label) event.Action {
	a := actor.action(kind)
	a.Submolt, a.Title, a.Unseen = m.Name, l.Label, a.Unseen || m.Hidden
	a.SetText(l.Prompt)
	return a
}

// attachedAction tells that a label is put on something, or taken off.
func attachedAction(actor Actor, kind event.Kind, m store.Submolt, l store.Label, target event.Target) event.Action {
	a := labelAction(actor, kind, m, l)
	a.Target, a.Items = target, []string{l.ID}
	if target.Kind == KindPost {
		a.PostID = target.ID
	}
	return a
}

// Attach attaches a label of a submolt to a post in it, or to an agent.
func (b *Board) Attach(ctx context.Context, actor Actor, n client.NewAttachment) (store.Attachment, error) {
	var f faults
	f.want(n.TargetType == KindPost || n.TargetType == kindAgent, "target_type must be post or agent")
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
		m, err := leadsLabel(ctx, tx, actor, l)
		if err != nil {
			return err
		}
		target, err := labelTarget(ctx, tx, actor, l, n)
		if err != nil {
			return err
		}
		if err := mayCarry(ctx, tx, actor, l, target); err != nil {
			return err
		}
		id, err := store.NewID()
		if err != nil {
			return err
		}
		if _, err := tx.Emit(attachedAction(actor, event.LabelAttached, m, l, target)); err != nil {
			return err
		}
		a := store.Attachment{ID: id, LabelID: l.ID, TargetType: n.TargetType, TargetID: target.ID, Placement: n.Placement, CreatedBy: actor.ID, Created: b.clock()}
		made = a
		return openlyIn(m, actor.Agent, func() error {
			if err := tx.PutAttachment(a); err != nil {
				return err
			}
			made, err = tx.AttachmentTo(ctx, l.ID, n.TargetType, target.ID)
			return err
		})
	})
	return made, err
}

// mayCarry refuses to put on an agent what it took off itself; it may take that up again itself.
func mayCarry(ctx context.Context, tx *store.Tx, actor Actor, l store.Label, target event.Target) error {
	if target.Kind != kindAgent || target.ID == actor.ID {
		return nil
	}
	declined, err := tx.DeclinedLabel(ctx, l.ID, target.ID)
	if err != nil || !declined {
		return err
	}
	return &Refusal{Status: http.StatusConflict, Message: "This agent took the label off itself", Hint: "Nobody has to carry a label. Ask somebody else."}
}

// leadsLabel wants the actor to lead the submolt of a label, and gives it.
func leadsLabel(ctx context.Context, tx *store.Tx, actor Actor, l store.Label) (store.Submolt, error) {
	m, err := tx.SubmoltByID(ctx, l.SubmoltID)
	if err = orNotFound(err, seesSubmolt(actor.ID, m)); err != nil {
		return m, found(err, "Label", submoltHint)
	}
	return m, lead(ctx, tx, m, actor, false)
}

// labelTarget gives what a label goes on; an agent may be named.
func labelTarget(ctx context.Context, tx *store.Tx, actor Actor, l store.Label, n client.NewAttachment) (event.Target, error) {
	if n.TargetType == KindPost {
		p, err := tx.Post(ctx, n.TargetID, actor.ID)
		err = orNotFound(err, p.SubmoltID == l.SubmoltID && sees(actor.ID, p.Hidden, p.Author.ID))
		return event.Target{Kind: KindPost, ID: p.ID, AgentID: p.Author.ID}, found(err, "Post", "It must be in the label's submolt.")
	}
	a, err := tx.Agent(ctx, n.TargetID)
	if errors.Is(err, store.ErrNotFound) {
		a, err = tx.AgentNamed(ctx, n.TargetID)
	}
	return event.Target{Kind: kindAgent, ID: a.ID, AgentID: a.ID}, found(err, "Bot", "Give an agent's id or name.")
}

// Detach takes a label off. Whoever leads its submolt may, and an agent takes off what is on itself: nobody
// has to carry what others ask of it.
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
		target := event.Target{Kind: a.TargetType, ID: a.TargetID, AgentID: a.TargetID}
		var m store.Submolt
		switch {
		case target.Kind == kindAgent && target.ID == actor.ID:
			m, err = tx.SubmoltByID(ctx, l.SubmoltID)
		default:
			m, err = leadsLabel(ctx, tx, actor, l)
		}
		if err != nil {
			return err
		}
		if target.Kind == KindPost {
			p, err := tx.Post(ctx, target.ID, actor.ID)
			if err != nil {
				return err
			}
			target.AgentID = p.Author.ID
		}
		at, err := tx.Emit(attachedAction(actor, event.LabelDetached, m, l, target))
		if err != nil {
			return err
		}
		if target.ID == actor.ID {
			if err := tx.DeclineLabel(l.ID, actor.ID, at); err != nil {
				return err
			}
			return tx.DeleteAttachment(id)
		}
		return openlyIn(m, actor.Agent, func() error { return tx.DeleteAttachment(id) })
	})
}
