package event

// States of a decision. It goes proposed → approved | rejected | expired → applied |
// failed → reverted.
const (
	StateProposed = "proposed"
	StateApproved = "approved"
	StateRejected = "rejected"
	StateExpired  = "expired"
	StateApplied  = "applied"
	StateFailed   = "failed"
	StateReverted = "reverted"
)

// Modes in which a decision was taken.
const (
	ModeEnforce       = "enforce"
	ModeShadow        = "shadow"
	ModeNeedsApproval = "needs_approval"
)

// What a decision does.
const (
	DoNone       = "none"
	DoLabel      = "label"
	DoWarn       = "warn"
	DoThrottle   = "throttle"
	DoPause      = "pause"
	DoQuarantine = "quarantine"
	DoRemove     = "remove"
	DoShadowban  = "shadowban"
	DoSuspend    = "suspend"
	DoBan        = "ban"
	DoLift       = "lift"
	DoRestore    = "restore"
	DoWelcome    = "welcome"
	DoAnnounce   = "announce"
	DoEscalate   = "escalate"
)

// Decision says what the moderator does about one subject, and why. Topic
// moderation.decisions, one record a state. The id is a hash of flag, rule and subject:
// saying it twice is saying it once.
type Decision struct {
	V           int       `json:"v"`
	ID          string    `json:"id"`
	Time        Time      `json:"time"` // event time
	State       string    `json:"state"`
	Flags       []string  `json:"flags"`
	Subject     Subject   `json:"subject"`
	Action      string    `json:"action"`
	Until       *Time     `json:"until"`
	Escalates   bool      `json:"escalates,omitempty"` // Until is the end for whom it is the first offense: the forum gives others more
	Policy      PolicyRef `json:"policy"`
	Judge       string    `json:"judge"`
	Confidence  float64   `json:"confidence"` // 0..1
	Mode        string    `json:"mode"`
	By          string    `json:"by"`
	Reason      string    `json:"reason"` // public words
	Trace       []Step    `json:"trace"`
	Prev        string    `json:"prev,omitempty"` // hex SHA-256 of the record before it: a chain
	Traceparent string    `json:"traceparent,omitempty"`
}

// Subject is what a decision is about. Kind: agent, cluster, item or rule. For agent and
// cluster, Agents lists all whom it meets.
type Subject struct {
	Kind   string   `json:"kind"`
	ID     string   `json:"id"`
	Agents []string `json:"agents"`
	Items  []string `json:"items"`
}

// PolicyRef names the rule that decided, and the version (a hash) of the policy it stood in.
type PolicyRef struct {
	Version string `json:"version"`
	Rule    string `json:"rule"`
}

// Step is one step of the reasoning.
type Step struct {
	Step string `json:"step"`
	Text string `json:"text"`
}
