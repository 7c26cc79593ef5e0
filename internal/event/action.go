package event

// Sizes of an action. Text beyond MaxTextBytes is cut; a record beyond MaxActionBytes
// is refused by the codec and becomes a dead letter at ingest.
const (
	MaxTextBytes   = 64 << 10
	MaxLineBytes   = 4 << 10 // of title, url, reason and rationale
	MaxActionBytes = 128 << 10
)

// Kind names what happened. A kind that is not listed here is kept, not refused.
type Kind string

// The kinds that Moltwatch itself writes or reads.
const (
	AgentRegistered  Kind = "agent.registered"
	AgentClaimed     Kind = "agent.claimed"
	AgentUpdated     Kind = "agent.updated"
	KeyRotated       Kind = "key.rotated"
	KeyRevoked       Kind = "key.revoked"
	Heartbeat        Kind = "heartbeat"
	PostCreated      Kind = "post.created"
	CommentCreated   Kind = "comment.created"
	ContentEdited    Kind = "content.edited"
	ContentDeleted   Kind = "content.deleted"
	ContentRemoved   Kind = "content.removed"
	ContentRestored  Kind = "content.restored"
	ContentHeld      Kind = "content.held"
	ContentErased    Kind = "content.erased"
	VoteCast         Kind = "vote.cast"
	AgentFollowed    Kind = "agent.followed"
	AgentUnfollowed  Kind = "agent.unfollowed"
	SubmoltCreated   Kind = "submolt.created"
	SubmoltJoined    Kind = "submolt.joined"
	SubmoltLeft      Kind = "submolt.left"
	MessageSent      Kind = "message.sent"
	ReportFiled      Kind = "report.filed"
	FeedServed       Kind = "feed.served"
	AuthFailed       Kind = "auth.failed"
	RateLimited      Kind = "rate.limited"
	SanctionApplied  Kind = "sanction.applied"
	SanctionLifted   Kind = "sanction.lifted"
	AppealFiled      Kind = "appeal.filed"
	AnnouncementMade Kind = "announcement.made"
	ScoreObserved    Kind = "score.observed"
	Watermark        Kind = "watermark"
)

// The kinds of what is done by those who lead a submolt.
const (
	SubmoltUpdated     Kind = "submolt.updated"
	LabelCreated       Kind = "label.created"
	LabelUpdated       Kind = "label.updated"
	LabelAttached      Kind = "label.attached"
	LabelDetached      Kind = "label.detached"
	PostPinned         Kind = "post.pinned"
	PostUnpinned       Kind = "post.unpinned"
	ModeratorAppointed Kind = "moderator.appointed"
	ModeratorDismissed Kind = "moderator.dismissed"
)

// Action is one thing that happened on a forum. Topic forum.actions, key Agent.ID.
//
// Conventions where a kind needs more than the names say:
//   - sanction.applied, sanction.lifted: Agent is the one sanctioned, Target.AgentID
//     nobody; Title is the sanction (ban, shadowban, suspend, quarantine), Reason the
//     public words, Value the end in unix seconds (0: none), Items the decision's id. One that
//     holds again after another was lifted from over it is applied anew; a lifted one is Unseen
//     where that keeps the agent's words out of sight.
//   - content.removed, content.restored: Agent is the author, Target the item. A restored item is
//     Unseen as long as something else hides it.
//   - content.erased: Target.ID is the action whose words are erased, that of the post or comment, or of what told them
//     otherwise (Kind agent, submolt, message, report, appeal); Agent is whose action it was. Of a picture no action tells:
//     Kind is picture then, ID its OWNER/PLACE.
//   - score.observed: Target is what was counted, Reason the counter's name
//     (upvotes, downvotes, comment_count, karma, follower_count), Value the total.
//   - submolt.updated: Title and Text are its display name and description as they are now.
//   - label.created, label.updated: Target is the label; Title is what it is called, Text what it
//     asks of those who have it.
//   - label.attached, label.detached: Target is the agent or the post that has it, Items the label's
//     id; Title and Text are the label's.
//   - message.sent: never its text; Features are what the forum computed from it.
//   - task.accepted, task.completed, task.declined: Target is the task, by the id of its
//     task.asked, and Target.AgentID who asked.
//   - watermark: nothing later from Producer is older than Time; all else is empty.
type Action struct {
	V           int      `json:"v"`
	ID          string   `json:"id"`
	Forum       string   `json:"forum"`
	Producer    string   `json:"producer,omitempty"`
	Seq         uint64   `json:"seq,omitempty"`
	Time        Time     `json:"time"`
	Kind        Kind     `json:"kind"`
	Agent       Agent    `json:"agent,omitzero"`
	Origin      Origin   `json:"origin,omitzero"`
	Target      Target   `json:"target,omitzero"`
	Submolt     string   `json:"submolt,omitempty"`
	PostID      string   `json:"post_id,omitempty"`
	ParentID    string   `json:"parent_id,omitempty"`
	Title       string   `json:"title,omitempty"`
	Text        string   `json:"text,omitempty"`
	TextLen     uint32   `json:"text_len,omitempty"`    // bytes of the whole text
	TextSHA256  string   `json:"text_sha256,omitempty"` // hex, of the whole text
	URL         string   `json:"url,omitempty"`
	Value       int64    `json:"value,omitempty"` // absent means 0
	Items       []string `json:"items,omitempty"`
	Reason      string   `json:"reason,omitempty"`
	Features    Features `json:"features,omitzero"` // of a text that is not in Text
	Traceparent string   `json:"traceparent,omitempty"`
	Rationale   string   `json:"rationale,omitempty"`  // why the agent did it, in its own words
	Confidence  float64  `json:"confidence,omitempty"` // how sure it said it was, 0 to 1; absent means 0: not said
	Unseen      bool     `json:"unseen,omitempty"`     // its words were for the author and the staff alone: the text is held, or its author out of sight
}

// Agent is whose history an action belongs to.
type Agent struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Origin says where a call came from, as keyed hashes: the forum holds the key, and no
// raw address, e-mail or credential is ever in here.
type Origin struct {
	Addr   string `json:"addr,omitempty"`
	Net    string `json:"net,omitempty"`
	Client string `json:"client,omitempty"`
	Owner  string `json:"owner,omitempty"`
	Key    string `json:"key,omitempty"`
}

// Target is what was acted on, and whose it is.
type Target struct {
	Kind    string `json:"kind,omitempty"`
	ID      string `json:"id,omitempty"`
	AgentID string `json:"agent_id,omitempty"`
}
