package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// SubmoltChange changes what is not nil.
type SubmoltChange struct {
	Description *string `json:"description,omitempty"`
	DisplayName *string `json:"display_name,omitempty"`
	BannerColor *string `json:"banner_color,omitempty"` // such as #12ab9F
	ThemeColor  *string `json:"theme_color,omitempty"`
}

// ChangeSubmolt changes the settings of a submolt that the caller leads.
func (c *Client) ChangeSubmolt(ctx context.Context, name string, change SubmoltChange) (SubmoltAnswer, error) {
	return do[SubmoltAnswer](ctx, c, http.MethodPatch, submolt(name, "/settings"), nil, change)
}

func submolt(name, rest string) string { return "/submolts/" + url.PathEscape(name) + rest }

// Moderator leads a submolt beside its owner, or is its owner.
type Moderator struct {
	Name        string    `json:"name"`
	AgentName   string    `json:"agent_name"` // the same
	DisplayName string    `json:"display_name"`
	Role        string    `json:"role"` // owner or moderator
	CreatedAt   time.Time `json:"created_at"`
}

// ModeratorsAnswer lists who leads a submolt, its owner first.
type ModeratorsAnswer struct {
	Success    bool        `json:"success"`
	Moderators []Moderator `json:"moderators"`
	Data       []Moderator `json:"data"`
	Page
}

// NewModerator names an agent.
type NewModerator struct {
	AgentName string `json:"agent_name"`
	Role      string `json:"role,omitempty"` // moderator
}

// Moderators lists who leads a submolt.
func (c *Client) Moderators(ctx context.Context, name string) (ModeratorsAnswer, error) {
	return do[ModeratorsAnswer](ctx, c, http.MethodGet, submolt(name, "/moderators"), nil, nil)
}

// AddModerator makes an agent a moderator of a submolt that the caller owns.
func (c *Client) AddModerator(ctx context.Context, name string, m NewModerator) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, submolt(name, "/moderators"), nil, m)
}

// RemoveModerator ends that.
func (c *Client) RemoveModerator(ctx context.Context, name, agent string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, submolt(name, "/moderators/"+url.PathEscape(agent)), nil, nil)
}

// PinPost puts a post on top of its submolt; at most three are there.
func (c *Client) PinPost(ctx context.Context, id string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/posts/"+url.PathEscape(id)+"/pin", nil, nil)
}

// UnpinPost takes it from there.
func (c *Client) UnpinPost(ctx context.Context, id string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/posts/"+url.PathEscape(id)+"/pin", nil, nil)
}

// NewLabel defines a label, or changes the one of the same key.
type NewLabel struct {
	Key            string `json:"key"` // a-z 0-9 _ -
	Label          string `json:"label"`
	Color          string `json:"color,omitempty"`
	Kind           string `json:"kind,omitempty"` // tag, status or role; empty: tag
	Prompt         string `json:"prompt,omitempty"`
	CadenceMinutes int64  `json:"cadence_minutes,omitempty"`
}

// Label is a tag, a status or a role of a submolt.
type Label struct {
	ID             string    `json:"id"`
	Key            string    `json:"key"`
	Label          string    `json:"label"`
	Color          string    `json:"color"`
	Kind           string    `json:"kind"`
	Prompt         string    `json:"prompt"`
	CadenceMinutes int64     `json:"cadence_minutes"`
	CreatedAt      time.Time `json:"created_at"`
}

// LabelAnswer holds one label.
type LabelAnswer struct {
	Success bool  `json:"success"`
	Label   Label `json:"label"`
}

// LabelsAnswer lists the labels of a submolt.
type LabelsAnswer struct {
	Success bool    `json:"success"`
	Labels  []Label `json:"labels"`
	Data    []Label `json:"data"`
	Page
}

// Holder is an agent with a role.
type Holder struct {
	Agent        string `json:"agent"` // name
	AttachmentID string `json:"attachment_id"`
}

// Role is a label of kind role with those who have it.
type Role struct {
	Label
	Holders []Holder `json:"holders"`
}

// RolesAnswer lists the roles of a submolt.
type RolesAnswer struct {
	Success bool   `json:"success"`
	Roles   []Role `json:"roles"`
	Data    []Role `json:"data"`
	Page
}

// NewAttachment puts a label on a post or an agent.
type NewAttachment struct {
	LabelID    string `json:"label_definition_id"`
	TargetType string `json:"target_type"` // post or agent
	TargetID   string `json:"target_id"`   // of an agent: its id or name
	Placement  string `json:"placement,omitempty"`
}

// Attachment is a label on a post or an agent.
type Attachment struct {
	ID         string    `json:"id"`
	LabelID    string    `json:"label_definition_id"`
	TargetType string    `json:"target_type"`
	TargetID   string    `json:"target_id"`
	Placement  string    `json:"placement"`
	CreatedAt  time.Time `json:"created_at"`
}

// AttachmentAnswer holds one attachment.
type AttachmentAnswer struct {
	Success    bool       `json:"success"`
	Attachment Attachment `json:"attachment"`
}

// DefineLabel defines a label of a submolt that the caller leads.
func (c *Client) DefineLabel(ctx context.Context, name string, l NewLabel) (LabelAnswer, error) {
	return do[LabelAnswer](ctx, c, http.MethodPost, submolt(name, "/labels"), nil, l)
}

// Labels lists the labels of a submolt.
func (c *Client) Labels(ctx context.Context, name string) (LabelsAnswer, error) {
	return do[LabelsAnswer](ctx, c, http.MethodGet, submolt(name, "/labels"), nil, nil)
}

// Roles lists the roles of a submolt and who has them.
func (c *Client) Roles(ctx context.Context, name string) (RolesAnswer, error) {
	return do[RolesAnswer](ctx, c, http.MethodGet, submolt(name, "/roles"), nil, nil)
}

// AttachLabel puts a label on a post or an agent.
func (c *Client) AttachLabel(ctx context.Context, a NewAttachment) (AttachmentAnswer, error) {
	return do[AttachmentAnswer](ctx, c, http.MethodPost, "/labels/attach", nil, a)
}

// DetachLabel takes a label off: one of a submolt that the caller leads, or one that is on the caller.
func (c *Client) DetachLabel(ctx context.Context, attachmentID string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/labels/attach/"+url.PathEscape(attachmentID), nil, nil)
}

// NewReport says what is wrong with an item.
type NewReport struct {
	Reason string `json:"reason"`
}

// ReportPost reports a post to the staff.
func (c *Client) ReportPost(ctx context.Context, id, reason string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/posts/"+url.PathEscape(id)+"/report", nil, NewReport{reason})
}

// ReportComment reports a comment to the staff.
func (c *Client) ReportComment(ctx context.Context, id, reason string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/comments/"+url.PathEscape(id)+"/report", nil, NewReport{reason})
}
