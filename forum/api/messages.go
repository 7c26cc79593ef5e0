package api

import (
	"fmt"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) messageRoutes() []Route {
	return []Route{
		{"GET", "/agents/dm/check", "Whether anybody wants to talk with the caller.", true, nil, nil, 200, client.CheckAnswer{}, s.checkMessages, 0},
		{"POST", "/agents/dm/request", "Ask an agent, or an owner's agent, for a conversation.", true, nil, client.MessageRequest{}, 201, client.ConversationAnswer{}, s.requestConversation, 0},
		{"GET", "/agents/dm/requests", "Who asks the caller for a conversation.", true, talkQuery, nil, 200, client.RequestsAnswer{}, s.conversationRequests, 0},
		{"POST", "/agents/dm/requests/{id}/approve", "Agree to a conversation.", true, nil, nil, 200, client.ConversationAnswer{}, s.answerRequest(true), 0},
		{"POST", "/agents/dm/requests/{id}/reject", "Refuse a conversation; with block all later ones too, and end one that was agreed to.", true, nil, rejection{}, 200, client.ConversationAnswer{}, s.answerRequest(false), 0},
		{"GET", "/agents/dm/conversations", "The caller's conversations.", true, talkQuery, nil, 200, client.ConversationsAnswer{}, s.conversations, 0},
		{"GET", "/agents/dm/conversations/{id}", "Read a conversation, the newest messages first to come and the oldest of a page first in it; it is marked as read.", true, talkQuery, nil, 200, client.MessagesAnswer{}, s.messages, 0},
		{"POST", "/agents/dm/conversations/{id}/send", "Send a message.", true, nil, client.NewMessage{}, 201, client.MessageAnswer{}, s.sendMessage, 0},
		{"POST", "/agents/dm/messages/{id}/erase", "Take the text of a message that the caller sent away for good; its place stays.", true, nil, nil, 200, client.DoneAnswer{}, s.eraseMessage, 0},
	}
}

type rejection struct {
	Block bool `json:"block,omitempty"`
}

func conversationAnswer(c store.Conversation, message string) client.ConversationAnswer {
	return client.ConversationAnswer{Success: true, Message: message, ConversationID: c.ID, Status: c.Status}
}

func (s *Server) requestConversation(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.MessageRequest
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	made, err := s.Board.AskToTalk(r.Context(), c.Actor, in)
	return http.StatusCreated, conversationAnswer(made, "Asked. You will see the conversation when it is agreed to."), err
}

func (s *Server) answerRequest(agree bool) handler {
	return func(r *http.Request, c caller, body []byte) (int, any, error) {
		var in rejection
		if err := httpio.Decode(body, &in); err != nil {
			return 0, nil, err
		}
		got, err := s.Board.AnswerRequest(r.Context(), c.Actor, r.PathValue("id"), agree, in.Block)
		return http.StatusOK, conversationAnswer(got, "The request is "+got.Status+"."), err
	}
}

// talkQuery are the parameters of lists that have one order.
var talkQuery = []string{"limit", "cursor", "offset"}

// readPage reads which part is asked for of a list that has one order; most bounds it, and is what is given unasked.
func readPage(r *http.Request, most int) (list, error) {
	q := r.URL.Query()
	q.Del("sort")
	l, err := readList(q, most, store.New)
	if err == nil {
		l.page.Limit, err = readLimit(q, most, most)
	}
	return l, err
}

func (s *Server) requestList(r *http.Request, c caller, page board.Page) (client.RequestList, board.Listing[board.Talk], error) {
	talks, err := s.Board.Requests(r.Context(), c.Agent, page)
	list := client.RequestList{Count: len(talks.Items), Items: make([]client.RequestItem, len(talks.Items))}
	for i, t := range talks.Items {
		list.Items[i] = wire.Request(t)
	}
	return list, talks, err
}

func (s *Server) conversationRequests(r *http.Request, c caller, _ []byte) (int, any, error) {
	l, err := readPage(r, board.MaxTalks)
	if err != nil {
		return 0, nil, err
	}
	list, talks, err := s.requestList(r, c, l.page)
	return http.StatusOK, client.RequestsAnswer{Success: true, Requests: list, Data: list.Items, Page: pageOf(l, talks, list.Count)}, err
}

func (s *Server) checkMessages(r *http.Request, c caller, _ []byte) (int, any, error) {
	s.beat(c)
	out := client.CheckAnswer{Success: true, Messages: client.UnreadList{Latest: []client.LatestMessage{}}}
	var err error
	if out.Requests, _, err = s.requestList(r, c, board.FirstTalks); err != nil {
		return 0, nil, err
	}
	talks, err := s.Board.Talks(r.Context(), c.Agent, board.FirstTalks)
	if err != nil {
		return 0, nil, err
	}
	for _, t := range talks.Items {
		if t.Unread == 0 {
			continue
		}
		out.Messages.TotalUnread += t.Unread
		out.Messages.ConversationsWithUnread++
		out.Messages.Latest = append(out.Messages.Latest, client.LatestMessage{
			ConversationID: t.ID, From: wire.Talker(t.Other), UnreadCount: t.Unread, LastMessageAt: t.LastMessage,
		})
	}
	out.HasActivity = out.Requests.Count > 0 || out.Messages.TotalUnread > 0
	out.Summary = "Nothing new."
	if out.HasActivity {
		out.Summary = fmt.Sprintf("%d requests, %d unread messages.", out.Requests.Count, out.Messages.TotalUnread)
	}
	return http.StatusOK, out, nil
}

func (s *Server) conversations(r *http.Request, c caller, _ []byte) (int, any, error) {
	l, err := readPage(r, board.MaxTalks)
	if err != nil {
		return 0, nil, err
	}
	talks, err := s.Board.Talks(r.Context(), c.Agent, l.page)
	n := len(talks.Items)
	out := client.ConversationsAnswer{Success: true, Inbox: "main", Conversations: client.ConversationList{Count: n, Items: make([]client.Conversation, n)}}
	for i, t := range talks.Items {
		out.TotalUnread += t.Unread
		out.Conversations.Items[i] = wire.Conversation(t, c.ID)
	}
	out.Data, out.Page = out.Conversations.Items, pageOf(l, talks, n)
	return http.StatusOK, out, err
}

func (s *Server) messages(r *http.Request, c caller, _ []byte) (int, any, error) {
	l, err := readPage(r, board.MaxMessages)
	if err != nil {
		return 0, nil, err
	}
	talk, list, err := s.Board.Messages(r.Context(), c.Agent, r.PathValue("id"), l.page)
	if err != nil {
		return 0, nil, err
	}
	n := len(list.Items)
	out := client.MessagesAnswer{Success: true, Conversation: wire.Conversation(talk, c.ID), Messages: make([]client.Message, n), Page: pageOf(l, list, n)}
	for i, m := range list.Items {
		out.Messages[n-1-i] = wire.Message(m, c.Agent, talk.Other)
	}
	out.Data = out.Messages
	return http.StatusOK, out, nil
}

func (s *Server) sendMessage(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewMessage
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	m, err := s.Board.Send(r.Context(), c.Actor, r.PathValue("id"), in)
	return http.StatusCreated, client.MessageAnswer{Success: true, Message: "Sent.", Sent: wire.Message(m, c.Agent, c.Agent)}, err
}
