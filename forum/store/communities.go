package store

import (
	"context"
	"errors"
	"time"
)

// Moderator helps the owner of a submolt.
type Moderator struct {
	AgentID, Name, DisplayName, Role string
	Since                            time.Time
}

// Moderators lists those of a submolt, without its owner.
func (r *Reader) Moderators(ctx context.Context, submoltID string) ([]Moderator, error) {
	return many(ctx, r, "moderators", r.q.ModeratorsOf, func(row scanner) (m Moderator, err error) {
		err = row.Scan(&m.AgentID, &m.Name, &m.DisplayName, &m.Role, micros{&m.Since})
		return m, err
	}, submoltID)
}

// ModeratorRole gives the role of an agent in a submolt that is not its own, "" for none.
func (r *Reader) ModeratorRole(ctx context.Context, submoltID, agentID string) (string, error) {
	role, err := one(ctx, r, "a moderator", r.q.ModeratorRole, scanOne[string], submoltID, agentID)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return role, err
}

// SetModerator makes an agent a moderator of a submolt; role "" ends that.
func (t *Tx) SetModerator(submoltID, agentID, role string, at time.Time) error {
	if role == "" {
		return wrap("dismissing a moderator", t.execOf(nil, t.s.write.DeleteModerator, submoltID, agentID))
	}
	return wrap("appointing a moderator", t.execOf(nil, t.s.write.PutModerator, submoltID, agentID, role, toMicros(at)))
}

// SetSubmolt stores what the owner of a submolt may change.
func (t *Tx) SetSubmolt(s Submolt) error {
	return wrap("changing a submolt", t.execOf(shown{s.ID}, t.s.write.SetSubmolt, s.ID, s.DisplayName, s.Description, s.BannerColor, s.ThemeColor, s.Avatar, s.Banner))
}

// PinnedCount counts the pinned posts of a submolt that are in sight.
func (r *Reader) PinnedCount(ctx context.Context, submoltID string) (int64, error) {
	return one(ctx, r, "pinned posts", r.q.PinnedCount, scanOne[int64], submoltID)
}

// PinnedPlaces lists where the pinned posts of a submolt are, the last one pinned first.
func (r *Reader) PinnedPlaces(ctx context.Context, submoltID string) ([]Place, error) {
	return many(ctx, r, "pinned posts", r.q.PinnedPlaces, scanPlaces(), submoltID)
}

// SetPinned pins a post; the zero time takes the pin away.
func (t *Tx) SetPinned(postID string, at time.Time) error {
	return wrap("pinning a post", t.execOf(shown{postID}, t.s.write.SetPinned, postID, toMicros(at)))
}

// Label is a tag, a status or a role that a submolt gives to posts or agents.
type Label struct {
	ID, SubmoltID, Key, Label, Color, Kind, Prompt, CreatedBy string
	CadenceMinutes                                            int64
	Created                                                   time.Time
}

func (l *Label) columns() []any {
	return []any{&l.ID, &l.SubmoltID, &l.Key, &l.Label, &l.Color, &l.Kind, &l.Prompt, &l.CadenceMinutes, &l.CreatedBy, micros{&l.Created}}
}

func scanLabel(row scanner) (l Label, err error) {
	err = row.Scan(l.columns()...)
	return l, err
}

// Labels lists those of a submolt.
func (r *Reader) Labels(ctx context.Context, submoltID string) ([]Label, error) {
	return many(ctx, r, "labels", r.q.LabelsOf, scanLabel, submoltID)
}

// Label finds one by id.
func (r *Reader) Label(ctx context.Context, id string) (Label, error) {
	return one(ctx, r, "a label", r.q.LabelByID, scanLabel, id)
}

// PutLabel defines a label, or changes the one of the same key.
func (t *Tx) PutLabel(l Label) error {
	return wrap("defining a label", t.execOf(nil, t.s.write.PutLabel, l.ID, l.SubmoltID, l.Key, l.Label, l.Color, l.Kind, l.Prompt, l.CadenceMinutes, l.CreatedBy, toMicros(l.Created)))
}

// Attachment is a label on a post or an agent.
type Attachment struct {
	ID, LabelID, TargetType, TargetID, Placement, CreatedBy string
	Created                                                 time.Time
	Agent                                                   string // the name, when the target is an agent
}

func (a *Attachment) columns() []any {
	return []any{&a.ID, &a.LabelID, &a.TargetType, &a.TargetID, &a.Placement, &a.CreatedBy, micros{&a.Created}}
}

func scanAttachment(row scanner) (a Attachment, err error) {
	err = row.Scan(a.columns()...)
	return a, err
}

// Attachment finds one by id.
func (r *Reader) Attachment(ctx context.Context, id string) (Attachment, error) {
	return one(ctx, r, "a label's attachment", r.q.AttachmentByID, scanAttachment, id)
}

// AttachmentTo finds the one of a label to a target.
func (r *Reader) AttachmentTo(ctx context.Context, labelID, targetType, targetID string) (Attachment, error) {
	return one(ctx, r, "a label's attachment", r.q.AttachmentTo, scanAttachment, labelID, targetType, targetID)
}

// Attachments lists some of what has a label.
func (r *Reader) Attachments(ctx context.Context, labelID string, limit int) ([]Attachment, error) {
	return many(ctx, r, "a label's attachments", r.q.AttachmentsOf, func(row scanner) (a Attachment, err error) {
		err = row.Scan(append(a.columns(), &a.Agent)...)
		return a, err
	}, labelID, limit)
}

// HeldRole is a role that an agent has, by which attachment.
type HeldRole struct {
	Label
	AttachmentID string
}

// RolesOf lists the roles of an agent, but for those that it has of others who are banned or out of sight.
func (r *Reader) RolesOf(ctx context.Context, agentID string, limit int) ([]HeldRole, error) {
	return many(ctx, r, "an agent's roles", r.q.RolesOfAgent, func(row scanner) (h HeldRole, err error) {
		err = row.Scan(append(h.columns(), &h.AttachmentID)...)
		return h, err
	}, agentID, limit)
}

// PutAttachment attaches a label, or changes where it is placed.
func (t *Tx) PutAttachment(a Attachment) error {
	return wrap("attaching a label", t.execOf(nil, t.s.write.PutAttachment, a.ID, a.LabelID, a.TargetType, a.TargetID, a.Placement, a.CreatedBy, toMicros(a.Created)))
}

// DeclinedLabel says whether an agent took a label off itself.
func (r *Reader) DeclinedLabel(ctx context.Context, labelID, agentID string) (bool, error) {
	return one(ctx, r, "a label that was declined", r.q.LabelDeclined, scanOne[bool], labelID, agentID)
}

// DeclineLabel notes that an agent took a label off itself.
func (t *Tx) DeclineLabel(labelID, agentID string, at time.Time) error {
	return wrap("declining a label", t.execOf(nil, t.s.write.DeclineLabel, labelID, agentID, toMicros(at)))
}

// DeleteAttachment takes a label off.
func (t *Tx) DeleteAttachment(id string) error {
	return wrap("taking a label off", t.execOf(nil, t.s.write.DeleteAttachment, id))
}
