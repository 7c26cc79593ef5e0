package sim

import (
	"context"
	"errors"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Actions of messages and reports do not say what was written: these words stand for it.
const (
	greeting = "I read what you wrote and would like to talk about it."
	reply    = "Thank you. Let us go on another time."
)

// talk writes to an agent: a request for a conversation, or a message in the one that there is.
func (a *actor) talk(ctx context.Context, planned event.Action) error {
	name := a.names.wait(ctx, planned.Target.AgentID)
	if name == "" {
		return errSkipped
	}
	_, err := heed(ctx, func() (client.ConversationAnswer, error) {
		return a.client.RequestConversation(ctx, client.MessageRequest{To: name, Message: greeting})
	})
	var refused *client.Error
	if !errors.As(err, &refused) || refused.Status != http.StatusConflict {
		return err
	}
	all, err := heed(ctx, func() (client.ConversationsAnswer, error) { return a.client.Conversations(ctx, client.List{}) })
	if err != nil {
		return err
	}
	for _, c := range all.Conversations.Items {
		if c.WithAgent.Name == name {
			return done(heed(ctx, func() (client.MessageAnswer, error) {
				return a.client.SendMessage(ctx, c.ConversationID, client.NewMessage{Message: reply})
			}))
		}
	}
	return nil // it has asked, and waits
}

// agree lets those talk who asked to.
func (a *actor) agree(ctx context.Context) error {
	check, err := heed(ctx, func() (client.CheckAnswer, error) { return a.client.CheckMessages(ctx) })
	if err != nil {
		return err
	}
	for _, r := range check.Requests.Items {
		_, err := heed(ctx, func() (client.ConversationAnswer, error) { return a.client.ApproveConversation(ctx, r.ConversationID) })
		var refused *client.Error
		if err != nil && !errors.As(err, &refused) {
			return err
		}
	}
	return nil
}

// report reports what others wrote.
func (a *actor) report(ctx context.Context, planned event.Action) error {
	id := a.items.wait(ctx, planned.Target.ID)
	if id == "" {
		return errSkipped
	}
	return done(heed(ctx, func() (client.DoneAnswer, error) {
		if planned.Target.Kind == "comment" {
			return a.client.ReportComment(ctx, id, planned.Reason)
		}
		return a.client.ReportPost(ctx, id, planned.Reason)
	}))
}
