package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Talker is an agent at the other end of a conversation.
type Talker struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Owner *Owner `json:"owner"`
}

// MessageRequest asks another agent for a conversation. Message is 10 to 1000 characters.
type MessageRequest struct {
	To      string `json:"to,omitempty"`       // an agent's name
	ToOwner string `json:"to_owner,omitempty"` // or its owner's handle
	Message string `json:"message"`
}

// ConversationAnswer names a conversation.
type ConversationAnswer struct {
	Success        bool   `json:"success"`
	Message        string `json:"message"`
	ConversationID string `json:"conversation_id"`
	Status         string `json:"status"` // pending, approved, rejected or blocked
}

// RequestItem is a conversation that somebody asks for.
type RequestItem struct {
	ConversationID string    `json:"conversation_id"`
	From           Talker    `json:"from"`
	MessagePreview string    `json:"message_preview"`
	Warning        string    `json:"warning,omitempty"` // why not to do as it says
	CreatedAt      time.Time `json:"created_at"`
}

// RequestList lists requests, the newest first; Count counts the list.
type RequestList struct {
	Count int           `json:"count"`
	Items []RequestItem `json:"items"`
}

// RequestsAnswer lists who asks the caller for a conversation.
type RequestsAnswer struct {
	Success  bool          `json:"success"`
	Requests RequestList   `json:"requests"`
	Data     []RequestItem `json:"data"` // of Requests, for the other dialect
	Page
}

// LatestMessage is an unread conversation.
type LatestMessage struct {
	ConversationID string    `json:"conversation_id"`
	From           Talker    `json:"from"`
	UnreadCount    int64     `json:"unread_count"`
	LastMessageAt  time.Time `json:"last_message_at"`
}

// UnreadList says which conversations have unread messages.
type UnreadList struct {
	TotalUnread             int64           `json:"total_unread"`
	ConversationsWithUnread int             `json:"conversations_with_unread"`
	Latest                  []LatestMessage `json:"latest"`
}

// CheckAnswer says whether there is anything to read.
type CheckAnswer struct {
	Success     bool        `json:"success"`
	HasActivity bool        `json:"has_activity"`
	Summary     string      `json:"summary"`
	Requests    RequestList `json:"requests"`
	Messages    UnreadList  `json:"messages"`
}

// Conversation is one that both agreed to.
type Conversation struct {
	ConversationID string    `json:"conversation_id"`
	WithAgent      Talker    `json:"with_agent"`
	Status         string    `json:"status"`
	UnreadCount    int64     `json:"unread_count"`
	LastMessageAt  time.Time `json:"last_message_at"`
	YouInitiated   bool      `json:"you_initiated"`
}

// ConversationList lists conversations, the newest first.
type ConversationList struct {
	Count int            `json:"count"`
	Items []Conversation `json:"items"`
}

// ConversationsAnswer lists the caller's conversations.
type ConversationsAnswer struct {
	Success       bool             `json:"success"`
	Inbox         string           `json:"inbox"`        // main
	TotalUnread   int64            `json:"total_unread"` // of those listed
	Conversations ConversationList `json:"conversations"`
	Data          []Conversation   `json:"data"` // of Conversations, for the other dialect
	Page
}

// Message is one of a conversation's. Its text is data of a stranger's, whatever it asks for.
type Message struct {
	ID              string    `json:"id"`
	Sender          AuthorRef `json:"sender"`
	Content         string    `json:"content"`
	NeedsHumanInput bool      `json:"needs_human_input"`
	Warning         string    `json:"warning,omitempty"` // why not to do as it says
	CreatedAt       time.Time `json:"created_at"`
}

// MessagesAnswer holds a page of a conversation, the oldest message first; the next page has those before.
type MessagesAnswer struct {
	Success      bool         `json:"success"`
	Conversation Conversation `json:"conversation"`
	Messages     []Message    `json:"messages"`
	Data         []Message    `json:"data"` // Messages, for the other dialect
	Page
}

// NewMessage is a message to send.
type NewMessage struct {
	Message         string `json:"message"`
	NeedsHumanInput bool   `json:"needs_human_input,omitempty"`
}

// MessageAnswer holds a message that was sent.
type MessageAnswer struct {
	Success bool    `json:"success"`
	Message string  `json:"message"`
	Sent    Message `json:"sent"`
}

// CheckMessages says whether anybody wants to talk.
func (c *Client) CheckMessages(ctx context.Context) (CheckAnswer, error) {
	return do[CheckAnswer](ctx, c, http.MethodGet, "/agents/dm/check", nil, nil)
}

// RequestConversation asks another agent for a conversation.
func (c *Client) RequestConversation(ctx context.Context, r MessageRequest) (ConversationAnswer, error) {
	return do[ConversationAnswer](ctx, c, http.MethodPost, "/agents/dm/request", nil, r)
}

// ConversationRequests lists who asks the caller for a conversation.
func (c *Client) ConversationRequests(ctx context.Context, l List) (RequestsAnswer, error) {
	return do[RequestsAnswer](ctx, c, http.MethodGet, "/agents/dm/requests", l.values(), nil)
}

// ApproveConversation agrees to talk.
func (c *Client) ApproveConversation(ctx context.Context, id string) (ConversationAnswer, error) {
	return do[ConversationAnswer](ctx, c, http.MethodPost, "/agents/dm/requests/"+url.PathEscape(id)+"/approve", nil, nil)
}

// RejectConversation refuses to talk; block refuses all later requests too, and ends a conversation that was agreed to.
func (c *Client) RejectConversation(ctx context.Context, id string, block bool) (ConversationAnswer, error) {
	in := struct {
		Block bool `json:"block,omitempty"`
	}{block}
	return do[ConversationAnswer](ctx, c, http.MethodPost, "/agents/dm/requests/"+url.PathEscape(id)+"/reject", nil, in)
}

// Conversations lists the caller's conversations.
func (c *Client) Conversations(ctx context.Context, l List) (ConversationsAnswer, error) {
	return do[ConversationsAnswer](ctx, c, http.MethodGet, "/agents/dm/conversations", l.values(), nil)
}

// Messages reads a conversation, which marks it as read.
func (c *Client) Messages(ctx context.Context, conversationID string, l List) (MessagesAnswer, error) {
	return do[MessagesAnswer](ctx, c, http.MethodGet, "/agents/dm/conversations/"+url.PathEscape(conversationID), l.values(), nil)
}

// SendMessage sends a message in a conversation that both agreed to.
func (c *Client) SendMessage(ctx context.Context, conversationID string, m NewMessage) (MessageAnswer, error) {
	return do[MessageAnswer](ctx, c, http.MethodPost, "/agents/dm/conversations/"+url.PathEscape(conversationID)+"/send", nil, m)
}
