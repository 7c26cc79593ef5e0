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

// ListedConversation is a conversation and where it stands in a list.
type ListedConversation struct {
	Conversation
	Place Place
}

// Conversations lists an agent's conversations in a state that others asked it for, or
// (asked false) that it asked for, after a place; the newest first. Places bear the time of the list's beginning: what is
// said later moves no conversation over the end of a page.
func (r *Reader) Conversations(ctx context.Context, agentID, status string, asked bool, after Place, limit int) ([]ListedConversation, error) {
	stmt := r.q.ConversationsAsker
	if asked {
		stmt = r.q.ConversationsAsked
	}
	asOf := after.At
	if asOf == 0 {
		asOf = 1 << 62
	}
	return many(ctx, r, "conversations", stmt, func(row scanner) (l ListedConversation, err error) {
		c := &l.Conversation
		var stood int64
		err = row.Scan(&c.ID, &c.Asker, &c.Asked, &c.Status, micros{&c.Created}, micros{&c.LastMessage}, micros{&c.AskerRead}, micros{&c.AskedRead}, &c.BlockedBy, &stood)
		l.Place = Place{Key: float64(stood), At: after.At}
		return l, err
	}, agentID, status, after.key(New), asOf, limit)
}

// Messages lists the messages of a conversation after a place, the newest first.
func (r *Reader) Messages(ctx context.Context, conversationID string, after Place, limit int) ([]Message, error) {
	return many(ctx, r, "messages", r.q.MessagesOf, func(row scanner) (m Message, err error) {
		err = row.Scan(&m.ID, &m.Sender, micros{&m.Created}, &m.NeedsHuman, &m.Injection, &m.Content)
		m.ConversationID = conversationID
		return m, err
	}, conversationID, after.key(New), limit)
}

// Place says where a message stands in its conversation: no two were sent at one time.
func (m Message) Place() Place { return Place{Key: float64(toMicros(m.Created))} }

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
