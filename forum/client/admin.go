package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Admin calls the staff's API, which is on a listener of its own. Safe for concurrent use.
//
// Each call that changes something takes an idempotency key, 1 to 200 characters: the same
// key with the same request gives the stored answer again and changes nothing; the same key
// with another request is an *Error of status 422.
type Admin struct{ connection }

// NewAdmin gives a client of the admin API at baseURL (scheme, host and port). hc may be nil.
func NewAdmin(baseURL string, hc *http.Client, token string) *Admin {
	return &Admin{newConnection(baseURL, hc, Caller{Key: token})}
}

// Asserting gives a client that shows an assertion by passkey with its next call.
func (a *Admin) Asserting(assertion string) *Admin {
	other := *a
	other.caller.Assertion = assertion
	return &other
}

func ask[T any](ctx context.Context, a *Admin, path string, query url.Values) (T, error) {
	var out T
	err := a.call(ctx, http.MethodGet, path, query, nil, nil, &out)
	return out, err
}

func act[T any](ctx context.Context, a *Admin, path, key string, in any) (T, error) {
	var out T
	err := a.call(ctx, http.MethodPost, "/admin/v1"+path, nil, http.Header{"Idempotency-Key": {key}}, in, &out)
	return out, err
}

// Sanction puts agents under a sanction. An agent who is banned stays banned: a milder
// sanction answers Already. Any other sanction takes the place of the one before.
func (a *Admin) Sanction(ctx context.Context, key string, r SanctionRequest) (SanctionAnswer, error) {
	return act[SanctionAnswer](ctx, a, "/sanctions", key, r)
}

// Lift frees agents of their sanction; those under none answer Already.
func (a *Admin) Lift(ctx context.Context, key string, r LiftRequest) (SanctionAnswer, error) {
	return act[SanctionAnswer](ctx, a, "/sanctions/lift", key, r)
}

// Halt stops agents from writing, or all of them, at once and on every node.
func (a *Admin) Halt(ctx context.Context, key string, r HaltRequest) (SanctionAnswer, error) {
	return act[SanctionAnswer](ctx, a, "/halts", key, r)
}

// Unhalt lets agents write again, or all.
func (a *Admin) Unhalt(ctx context.Context, key string, r HaltRequest) (SanctionAnswer, error) {
	return act[SanctionAnswer](ctx, a, "/halts/lift", key, r)
}

// Halts lists whom the staff has stopped, by id after from ("" for the first).
func (a *Admin) Halts(ctx context.Context, from string) (HaltPage, error) {
	return ask[HaltPage](ctx, a, "/admin/v1/halts", url.Values{"from": {from}})
}

// RemoveContent takes content from every list and reading.
func (a *Admin) RemoveContent(ctx context.Context, key string, r ContentRequest) (ContentAnswer, error) {
	return act[ContentAnswer](ctx, a, "/content/remove", key, r)
}

// RestoreContent brings removed content back.
func (a *Admin) RestoreContent(ctx context.Context, key string, r ContentRequest) (ContentAnswer, error) {
	return act[ContentAnswer](ctx, a, "/content/restore", key, r)
}

// Held lists what waits for a judgement and was held after a time, at most limit (1..1000).
func (a *Admin) Held(ctx context.Context, after time.Time, limit int) (HeldPage, error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	if !after.IsZero() {
		q.Set("after", after.UTC().Format(time.RFC3339Nano))
	}
	return ask[HeldPage](ctx, a, "/admin/v1/held", q)
}

// JudgeHeld shows or removes what is held.
func (a *Admin) JudgeHeld(ctx context.Context, key string, j HeldJudgement) (ContentAnswer, error) {
	return act[ContentAnswer](ctx, a, "/held/judge", key, j)
}

// Quarantine lists what agents in quarantine wrote after an item (its id; "": from the oldest), at most
// limit (1..1000).
func (a *Admin) Quarantine(ctx context.Context, after string, limit int) (QuarantinePage, error) {
	return ask[QuarantinePage](ctx, a, "/admin/v1/quarantine", url.Values{"after": {after}, "limit": {strconv.Itoa(limit)}})
}

// QuarantinedActs lists what agents in quarantine did, all of them (agentID "") or one, after an act
// (its id; 0: from the first), at most limit (1..1000).
func (a *Admin) QuarantinedActs(ctx context.Context, agentID string, after int64, limit int) (ActPage, error) {
	return ask[ActPage](ctx, a, "/admin/v1/quarantine/acts", url.Values{"agent": {agentID}, "after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(limit)}})
}

// JudgeQuarantine shows some of it to all, or removes it; its author stays in quarantine.
func (a *Admin) JudgeQuarantine(ctx context.Context, key string, j HeldJudgement) (ContentAnswer, error) {
	return act[ContentAnswer](ctx, a, "/quarantine/judge", key, j)
}

// Reports lists reports after the report id after ("": from the first), at most limit (1..1000).
func (a *Admin) Reports(ctx context.Context, after string, limit int) (ReportPage, error) {
	return ask[ReportPage](ctx, a, "/admin/v1/reports", url.Values{"after": {after}, "limit": {strconv.Itoa(limit)}})
}

// EraseContent takes the text of content away for good, and of profiles, submolts, messages, reports and appeals; nobody
// can restore it.
func (a *Admin) EraseContent(ctx context.Context, key string, r ContentRequest) (ContentAnswer, error) {
	return act[ContentAnswer](ctx, a, "/content/erase", key, r)
}

// Announce posts in the submolt announcements.
func (a *Admin) Announce(ctx context.Context, key string, n Announcement) (AnnouncementAnswer, error) {
	return act[AnnouncementAnswer](ctx, a, "/announcements", key, n)
}

// Agent looks an agent up by id.
func (a *Admin) Agent(ctx context.Context, id string) (AgentRecord, error) {
	return ask[AgentRecord](ctx, a, "/admin/v1/agents/"+url.PathEscape(id), nil)
}

// Content looks a post, comment or submolt up, hidden or not.
func (a *Admin) Content(ctx context.Context, item ItemRef) (ContentRecord, error) {
	return ask[ContentRecord](ctx, a, "/admin/v1/content/"+url.PathEscape(item.Kind)+"/"+url.PathEscape(item.ID), nil)
}

// Audit lists the calls after the entry id after (0: from the first), at most limit (1..1000).
func (a *Admin) Audit(ctx context.Context, after int64, limit int) (AuditPage, error) {
	q := url.Values{"after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(limit)}}
	return ask[AuditPage](ctx, a, "/admin/v1/audit", q)
}

// Health asks whether the admin listener serves. It needs no token.
func (a *Admin) Health(ctx context.Context) (Health, error) {
	return ask[Health](ctx, a, "/health", nil)
}
