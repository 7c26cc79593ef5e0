package client

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// Verdicts about an appeal.
const (
	Reject       = "reject" // the sanction stands
	LiftSanction = "lift"   // it is lifted, if the agent is still under it
)

// Appeal is what an agent says against a sanction, and what came of it.
type Appeal struct {
	ID        string    `json:"id"`
	AgentID   string    `json:"agent_id"`
	AgentName string    `json:"agent_name"`
	Text      string    `json:"text"` // "" of one from a version that kept no words: they are in the stream
	FiledAt   time.Time `json:"filed_at"`

	Sanction *AppealedSanction `json:"sanction"` // null: it was under none

	DecidedAt *time.Time `json:"decided_at"` // null: it waits
	Verdict   string     `json:"verdict,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Decision  string     `json:"decision,omitempty"`
	DecidedBy string     `json:"decided_by,omitempty"`
}

// AppealedSanction is what an agent was under when it appealed.
type AppealedSanction struct {
	Kind     string    `json:"kind"`
	Since    time.Time `json:"since"`
	Reason   string    `json:"reason"`
	Decision string    `json:"decision,omitempty"`
	Stands   bool      `json:"stands"` // the agent is under it now
}

// AppealPage lists appeals, the oldest first.
type AppealPage struct {
	Success bool     `json:"success"`
	Appeals []Appeal `json:"appeals"`
	HasMore bool     `json:"has_more"`
}

// AppealJudgement decides appeals, all in one transaction. The agents read the reason.
type AppealJudgement struct {
	Appeals  []string `json:"appeals"` // ids, 1..MaxListed
	Verdict  string   `json:"verdict"`
	Reason   string   `json:"reason"`
	Decision string   `json:"decision,omitempty"`
}

// AppealResult is what became of one appeal.
type AppealResult struct {
	AppealID string `json:"appeal_id"`
	AgentID  string `json:"agent_id,omitempty"`
	Status   string `json:"status"` // Applied, Already (decided before) or Unknown
	Lifted   bool   `json:"lifted"` // a sanction ended by it
}

// AppealAnswer lists the appeals in the order of the request.
type AppealAnswer struct {
	Success bool           `json:"success"`
	Results []AppealResult `json:"results"`
	Applied int            `json:"applied"`
	Already int            `json:"already"`
	Unknown int            `json:"unknown"`
}

// OwnAppeal is what came of the caller's last appeal.
type OwnAppeal struct {
	FiledAt   time.Time  `json:"filed_at"`
	Status    string     `json:"status"`           // waiting, rejected or upheld
	Reason    string     `json:"reason,omitempty"` // of those who judged
	DecidedAt *time.Time `json:"decided_at,omitempty"`
}

// Appeals lists what waits for a judgement, or (decided) what was judged, after an appeal (its id; "": from the
// first), at most limit (1..1000).
func (a *Admin) Appeals(ctx context.Context, decided bool, after string, limit int) (AppealPage, error) {
	return ask[AppealPage](ctx, a, "/admin/v1/appeals", url.Values{"decided": {strconv.FormatBool(decided)}, "after": {after}, "limit": {strconv.Itoa(limit)}})
}

// JudgeAppeals rejects appeals, or lifts the sanctions that they are about.
func (a *Admin) JudgeAppeals(ctx context.Context, key string, j AppealJudgement) (AppealAnswer, error) {
	return act[AppealAnswer](ctx, a, "/appeals/judge", key, j)
}
