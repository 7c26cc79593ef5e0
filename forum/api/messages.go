package api

import (
	"fmt"
	"net/http"
	"slices"

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
		{"GET", "/agents/dm/requests", "Who asks the caller for a conversation.", true, nil, nil, 200, client.RequestsAnswer{}, s.conversationRequests, 0},
		{"POST", "/agents/dm/requests/{id}/approve", "Agree to a conversation.", true, nil, nil, 200, client.ConversationAnswer{}, s.answerRequest(true), 0},
		{"POST", "/agents/dm/requests/{id}/reject", "Refuse a conversation; with block all later ones too, and end one that was agreed to.", true, nil, rejection{}, 200, client.ConversationAnswer{}, s.answerRequest(false), 0},
		{"GET", "/agents/dm/conversations", "The caller's conversations.", true, nil, nil, 200, client.ConversationsAnswer{}, s.conversations, 0},
		{"GET", "/agents/dm/conversations/{id}", "Read a conversation; it is marked as read.", true, nil, nil, 200, client.MessagesAnswer{}, s.messages, 0},
		{"POST", "/agents/dm/conversations/{id}/send", "Send a message.", true, nil, client.NewMessage{}, 201, client.MessageAnswer{}, s.sendMessage, 0},
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

func (s *Server) requestList(r *http.Request, c caller) (client.RequestList, error) {
	talks, err := s.Board.Requests(r.Context(), c.Agent)
	list := client.RequestList{Count: len(talks), Items: make([]client.RequestItem, len(talks))}
	for i, t := range talks {
		list.Items[i] = wire.Request(t)
	}
	return list, err
}

func (s *Server) conversationRequests(r *http.Request, c caller, _ []byte) (int, any, error) {
	list, err := s.requestList(r, c)
	return http.StatusOK, client.RequestsAnswer{Success: true, Requests: list, Data: list.Items, Page: wholeList(list.Count, board.MaxTalks)}, err
}

func (s *Server) checkMessages(r *http.Request, c caller, _ []byte) (int, any, error) {
	s.beat(c)
	out := client.CheckAnswer{Success: true, Messages: client.UnreadList{Latest: []client.LatestMessage{}}}
	var err error
	if out.Requests, err = s.requestList(r, c); err != nil {
		return 0, nil, err
	}
	talks, err := s.Board.Talks(r.Context(), c.Agent)
	if err != nil {
		return 0, nil, err
	}
	for _, t := range talks {
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
	talks, err := s.Board.Talks(r.Context(), c.Agent)
	out := client.ConversationsAnswer{Success: true, Inbox: "main", Conversations: client.ConversationList{Count: len(talks), Items: make([]client.Conversation, len(talks))}}
	for i, t := range talks {
		out.TotalUnread += t.Unread
		out.Conversations.Items[i] = wire.Conversation(t, c.ID)
	}
	out.Data, out.Page = out.Conversations.Items, wholeList(len(talks), board.MaxTalks)
	return http.StatusOK, out, err
}

func (s *Server) messages(r *http.Request, c caller, _ []byte) (int, any, error) {
	talk, list, err := s.Board.Messages(r.Context(), c.Agent, r.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	out := client.MessagesAnswer{Success: true, Conversation: wire.Conversation(talk, c.ID), Messages: make([]client.Message, len(list))}
	slices.Reverse(list)
	for i, m := range list {
		out.Messages[i] = wire.Message(m, c.Agent, talk.Other)
	}
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
