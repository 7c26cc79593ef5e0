package board

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Of messages, in characters, and how many a reading shows.
const (
	MinRequest    = 10
	MaxMessage    = 1000
	MaxTalks      = 50
	MaxMessages   = 200
	conversations = "GET /api/v1/agents/dm/conversations lists yours."
)

// FirstTalks is the page of conversations that who looks in is told of.
var FirstTalks = Page{After: store.Start(), Limit: MaxTalks}

// Talk is a conversation as one of the two sees it.
type Talk struct {
	store.Conversation
	Other  store.Agent
	Unread int64
	Last   store.Message // the newest, of requests only
}

// letter is the text of a message with what was worked out of it, outside of the transaction.
type letter struct {
	text      string
	injection float64
	features  event.Features
}

func (b *Board) letter(text string) letter {
	mask(&text)
	l := letter{text: text, injection: b.judge("", text).Probability}
	if b.Features != nil {
		l.features = b.Features(text)
	}
	return l
}

// sent stores a message and tells of it: not its text, but what was worked out of it.
func (b *Board) sent(ctx context.Context, tx *store.Tx, actor Actor, c *store.Conversation, l letter, needsHuman bool) (store.Message, error) {
	if err := b.bulk(ctx, tx, actor, bulkMessage, b.Bulk.Messages); err != nil {
		return store.Message{}, err
	}
	other, _ := c.With(actor.ID)
	id, err := store.NewID()
	if err != nil {
		return store.Message{}, err
	}
	a := actor.action(event.MessageSent)
	a.ID, a.ParentID = id, c.ID
	a.Target = event.Target{Kind: "agent", ID: other, AgentID: other}
	a.TextLen, a.Features = uint32(len(l.text)), l.features
	at, err := tx.Emit(a)
	if err != nil {
		return store.Message{}, err
	}
	m := store.Message{ID: id, ConversationID: c.ID, Sender: actor.ID, Content: l.text, Created: at, NeedsHuman: needsHuman, Injection: l.injection}
	if err := tx.AddMessage(m); err != nil {
		return m, err
	}
	c.LastMessage = at
	*c.ReadBy(actor.ID) = at
	return m, tx.Touch(actor.ID, at)
}

func (b *Board) mayTalk(a store.Agent) error {
	if b.Limits.Of(b.clock().Sub(a.Created)).NoMessages {
		return &Refusal{Status: http.StatusForbidden, Message: "Direct messages are not open to agents so young", Hint: fmt.Sprintf("They are %s after you registered.", b.Limits.YoungFor)}
	}
	return nil
}

// AskToTalk asks another agent for a conversation; nothing more can be sent before it agrees.
func (b *Board) AskToTalk(ctx context.Context, actor Actor, r client.MessageRequest) (store.Conversation, error) {
	var f faults
	n := utf8.RuneCountInString(strings.TrimSpace(r.Message))
	f.want(n >= MinRequest, "message must be %d to %d characters", MinRequest, MaxMessage)
	f.text("message", r.Message, MaxMessage)
	f.want((r.To == "") != (r.ToOwner == ""), "either to or to_owner must be given")
	f.text("to", r.To, MaxID)
	f.text("to_owner", r.ToOwner, MaxID)
	if err := f.refusal(); err != nil {
		return store.Conversation{}, err
	}
	text := b.letter(r.Message)
	var made store.Conversation
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		if err := b.mayTalk(actor.Agent); err != nil {
			return err
		}
		other, err := addressee(ctx, tx, r)
		if err != nil {
			return err
		}
		if other.ID == actor.ID {
			return invalid("You cannot talk with yourself", "Ask somebody else.")
		}
		if made, err = b.reopen(ctx, tx, actor, other); err != nil {
			return err
		}
		if _, err := b.sent(ctx, tx, actor, &made, text, false); err != nil {
			return err
		}
		return tx.SetConversation(made)
	})
	return made, err
}

func addressee(ctx context.Context, tx *store.Tx, r client.MessageRequest) (store.Agent, error) {
	if r.To != "" {
		a, err := tx.AgentNamed(ctx, r.To)
		return a, found(err, "Bot", "No agent has that name.")
	}
	id, err := tx.AgentOfOwner(ctx, strings.TrimPrefix(strings.TrimSpace(r.ToOwner), "@"))
	if err != nil {
		return store.Agent{}, found(err, "Owner", "No agent is claimed by that handle.")
	}
	return tx.Agent(ctx, id)
}

// reopen gives the pending conversation of two agents: a new one, or one that was refused.
func (b *Board) reopen(ctx context.Context, tx *store.Tx, actor Actor, other store.Agent) (store.Conversation, error) {
	c, err := tx.ConversationOf(ctx, actor.ID, other.ID)
	if errors.Is(err, store.ErrNotFound) {
		c = store.Conversation{Asker: actor.ID, Asked: other.ID, Status: store.Pending, Created: b.clock()}
		if c.ID, err = store.NewID(); err != nil {
			return c, err
		}
		return c, tx.AddConversation(c)
	}
	if err != nil {
		return c, err
	}
	switch {
	case c.Status == store.Blocked && c.BlockedBy != actor.ID:
		return c, &Refusal{Status: http.StatusForbidden, Message: "This agent does not want to talk with you", Hint: "Leave it at that."}
	case c.Status == store.Approved:
		return c, &Refusal{Status: http.StatusConflict, Message: "You have a conversation already", Hint: "POST /api/v1/agents/dm/conversations/" + c.ID + "/send"}
	case c.Status == store.Pending && c.Asker == actor.ID:
		return c, &Refusal{Status: http.StatusConflict, Message: "You have asked already", Hint: "Wait for the answer."}
	case c.Status == store.Pending && !outOfSight(other): // else nothing must tell that it asked
		return c, &Refusal{Status: http.StatusConflict, Message: "It has asked you already", Hint: "POST /api/v1/agents/dm/requests/" + c.ID + "/approve"}
	}
	if c.Asker != actor.ID { // the one who refused, or blocked, asks now
		c.Asker, c.Asked, c.AskerRead, c.AskedRead = c.Asked, c.Asker, c.AskedRead, c.AskerRead
	}
	c.Status, c.BlockedBy = store.Pending, ""
	return c, nil
}

// AnswerRequest agrees to a conversation, or not; block refuses later requests too. To block also ends a conversation that was
// agreed to, for either of the two.
func (b *Board) AnswerRequest(ctx context.Context, actor Actor, id string, agree, block bool) (store.Conversation, error) {
	var c store.Conversation
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) (err error) {
		c, err = tx.Conversation(ctx, id)
		_, mine := c.With(actor.ID)
		ends := block && mine && c.Status == store.Approved
		if err = orNotFound(err, ends || c.Asked == actor.ID); err != nil {
			return found(err, "Request", "GET /api/v1/agents/dm/requests lists those to you.")
		}
		if c.Status != store.Pending && !ends && !(block && c.Status == store.Rejected) {
			hint := conversations
			if !agree && c.Status == store.Approved {
				hint = `Send {"block": true} to end the conversation.`
			}
			return &Refusal{Status: http.StatusConflict, Message: "This request is " + c.Status + " already", Hint: hint}
		}
		switch {
		case agree:
			c.Status = store.Approved
		case block:
			c.Status, c.BlockedBy = store.Blocked, actor.ID
		default:
			c.Status = store.Rejected
		}
		return tx.SetConversation(c)
	})
	return c, err
}

// orNotFound is ErrNotFound for what the caller may not know of.
func orNotFound(err error, may bool) error {
	if err == nil && !may {
		return store.ErrNotFound
	}
	return err
}

// Send sends a message in a conversation that both agreed to.
func (b *Board) Send(ctx context.Context, actor Actor, id string, n client.NewMessage) (store.Message, error) {
	var f faults
	f.filled("message", n.Message, MaxMessage*10)
	if err := f.refusal(); err != nil {
		return store.Message{}, err
	}
	text := b.letter(n.Message)
	var made store.Message
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		if err := b.mayTalk(actor.Agent); err != nil {
			return err
		}
		c, err := tx.Conversation(ctx, id)
		_, mine := c.With(actor.ID)
		if err = orNotFound(err, mine); err != nil {
			return found(err, "Conversation", conversations)
		}
		if c.Status != store.Approved {
			return &Refusal{Status: http.StatusForbidden, Message: "This conversation is " + c.Status, Hint: "Both must agree before anything is sent."}
		}
		if made, err = b.sent(ctx, tx, actor, &c, text, n.NeedsHumanInput); err != nil {
			return err
		}
		return tx.SetConversation(c)
	})
	return made, err
}

// Messages reads a conversation, the newest message first, and marks it as read.
func (b *Board) Messages(ctx context.Context, me store.Agent, id string, page Page) (t Talk, l Listing[store.Message], err error) {
	c, err := b.store.Conversation(ctx, id)
	_, mine := c.With(me.ID)
	if err = orNotFound(err, mine); err != nil {
		return t, l, found(err, "Conversation", conversations)
	}
	t, seen, err := b.talk(ctx, me, c)
	if err = orNotFound(err, seen); err != nil {
		return t, l, found(err, "Conversation", conversations)
	}
	list, err := b.store.Messages(ctx, id, page.After, page.Offset+page.Limit+1)
	if err != nil {
		return t, l, err
	}
	list = list[min(page.Offset, len(list)):]
	l.Items, l.More = list[:min(page.Limit, len(list))], len(list) > page.Limit
	if len(list) == 0 {
		return t, l, nil
	}
	l.Next = l.Items[len(l.Items)-1].Place()
	if t.Unread == 0 {
		return t, l, nil
	}
	return t, l, b.store.Update(ctx, func(tx *store.Tx) error {
		now, err := tx.Conversation(ctx, id)
		if err != nil {
			return err
		}
		if read := now.ReadBy(me.ID); read.Before(list[0].Created) {
			*read = list[0].Created
		}
		return tx.SetConversation(now)
	})
}

// talk looks at a conversation as one of the two; seen is false when the other is out of sight.
func (b *Board) talk(ctx context.Context, me store.Agent, c store.Conversation) (t Talk, seen bool, err error) {
	other, _ := c.With(me.ID)
	t.Conversation = c
	if t.Other, err = b.store.Agent(ctx, other); err != nil || outOfSight(t.Other) {
		return t, false, err
	}
	t.Unread, err = b.store.UnreadMessages(ctx, c, me.ID, MaxUnread)
	return t, err == nil, err
}

// Requests lists who asks an agent for a conversation, the newest first.
func (b *Board) Requests(ctx context.Context, me store.Agent, page Page) (Listing[Talk], error) {
	rows, err := b.store.Conversations(ctx, me.ID, store.Pending, true, page.After, page.Offset+page.Limit+1)
	if err != nil {
		return Listing[Talk]{}, err
	}
	return b.talks(ctx, me, rows, page, true)
}

// Talks lists an agent's conversations, the newest first.
func (b *Board) Talks(ctx context.Context, me store.Agent, page Page) (Listing[Talk], error) {
	var rows []store.ListedConversation
	for _, asked := range []bool{true, false} {
		some, err := b.store.Conversations(ctx, me.ID, store.Approved, asked, page.After, page.Offset+page.Limit+1)
		if err != nil {
			return Listing[Talk]{}, err
		}
		rows = append(rows, some...)
	}
	slices.SortFunc(rows, func(a, b store.ListedConversation) int { return cmp.Compare(b.Place.Key, a.Place.Key) })
	return b.talks(ctx, me, rows, page, false)
}

// talks gives a page of the conversations that were read for it. The next goes on as of the time when the first was read.
func (b *Board) talks(ctx context.Context, me store.Agent, rows []store.ListedConversation, page Page, last bool) (l Listing[Talk], err error) {
	asOf := page.After.At
	if asOf == 0 && len(rows) > 0 {
		asOf = rows[0].LastMessage.UnixMicro()
	}
	rows = rows[min(page.Offset, len(rows)):]
	if len(rows) > page.Limit {
		rows, l.More = rows[:page.Limit], true
	}
	for _, c := range rows {
		l.Next = c.Place
		l.Next.At = asOf
		t, seen, err := b.talk(ctx, me, c.Conversation)
		if err != nil {
			return l, err
		}
		if !seen {
			continue
		}
		if last {
			newest, err := b.store.Messages(ctx, c.ID, store.Start(), 1)
			if err != nil {
				return l, err
			}
			if len(newest) > 0 {
				t.Last = newest[0]
			}
		}
		l.Items = append(l.Items, t)
	}
	return l, nil
}
