package store

import (
	"context"
	"time"
)

// States of a conversation.
const (
	Pending  = "pending"
	Approved = "approved"
	Rejected = "rejected"
	Blocked  = "blocked"
)

// Conversation is what two agents say to each other and nobody else reads.
type Conversation struct {
	ID, Asker, Asked, Status string
	BlockedBy                string // of the two, "" in any other state
	Created, LastMessage     time.Time
	AskerRead, AskedRead     time.Time // what is not newer has been read
}

// With gives the other of the two; ok is false for an agent who is neither.
func (c Conversation) With(agentID string) (other string, ok bool) {
	switch agentID {
	case c.Asker:
		return c.Asked, true
	case c.Asked:
		return c.Asker, true
	}
	return "", false
}

// ReadBy says up to when one of the two has read.
func (c *Conversation) ReadBy(agentID string) *time.Time {
	if agentID == c.Asker {
		return &c.AskerRead
	}
	return &c.AskedRead
}

// Message is one of a conversation's.
type Message struct {
	ID, ConversationID, Sender, Content string
	Created                             time.Time
	NeedsHuman                          bool
	Injection                           float64 // the probability that it gives its reader orders
}

func scanConversation(row scanner) (c Conversation, err error) {
	err = row.Scan(&c.ID, &c.Asker, &c.Asked, &c.Status, micros{&c.Created}, micros{&c.LastMessage}, micros{&c.AskerRead}, micros{&c.AskedRead}, &c.BlockedBy)
	return c, err
}

// Conversation finds one by id.
func (r *Reader) Conversation(ctx context.Context, id string) (Conversation, error) {
	return one(ctx, r, "a conversation", r.q.ConversationByID, scanConversation, id)
}

func pair(a, b string) string {
	if b < a {
		a, b = b, a
	}
	return a + " " + b
}

// ConversationOf finds the conversation of two agents.
func (r *Reader) ConversationOf(ctx context.Context, a, b string) (Conversation, error) {
	return one(ctx, r, "the conversation of two agents", r.q.ConversationOfPair, scanConversation, pair(a, b))
}

// Conversations lists an agent's conversations in a state that others asked it for, or
// (asked false) that it asked for; the newest first.
func (r *Reader) Conversations(ctx context.Context, agentID, status string, asked bool, limit int) ([]Conversation, error) {
	stmt := r.q.ConversationsAsker
	if asked {
		stmt = r.q.ConversationsAsked
	}
	return many(ctx, r, "conversations", stmt, scanConversation, agentID, status, limit)
}

// Messages lists the newest messages of a conversation before a time, the newest first.
func (r *Reader) Messages(ctx context.Context, conversationID string, before time.Time, limit int) ([]Message, error) {
	return many(ctx, r, "messages", r.q.MessagesOf, func(row scanner) (m Message, err error) {
		err = row.Scan(&m.ID, &m.Sender, micros{&m.Created}, &m.NeedsHuman, &m.Injection, &m.Content)
		m.ConversationID = conversationID
		return m, err
	}, conversationID, toMicros(before), limit)
}

// UnreadMessages counts what the other one of a conversation has sent since agentID read it,
// up to limit.
func (r *Reader) UnreadMessages(ctx context.Context, c Conversation, agentID string, limit int) (int64, error) {
	return one(ctx, r, "unread messages", r.q.MessagesUnread, scanOne[int64], c.ID, toMicros(*c.ReadBy(agentID)), agentID, limit)
}

// AgentOfOwner finds the agent of an owner's that was active last.
func (r *Reader) AgentOfOwner(ctx context.Context, owner string) (string, error) {
	return one(ctx, r, "an owner's agent", r.q.AgentOfOwner, scanOne[string], owner)
}

// AddConversation begins one. The two must have none yet.
func (t *Tx) AddConversation(c Conversation) error {
	return wrap("beginning a conversation", t.execOf(nil, t.s.write.InsertConversation, c.ID, pair(c.Asker, c.Asked), c.Asker, c.Asked, c.Status, toMicros(c.Created)))
}

// SetConversation stores who asked, the state, who blocked, and up to where both have read.
func (t *Tx) SetConversation(c Conversation) error {
	return wrap("changing a conversation", t.execOf(nil, t.s.write.SetConversation, c.ID, c.Asker, c.Asked, c.Status, toMicros(c.LastMessage), toMicros(c.AskerRead), toMicros(c.AskedRead), c.BlockedBy))
}

// AddMessage stores a message.
func (t *Tx) AddMessage(m Message) error {
	return wrap("storing a message", t.execOf(nil, t.s.write.InsertMessage, m.ID, m.ConversationID, m.Sender, toMicros(m.Created), m.NeedsHuman, m.Injection, m.Content))
}
