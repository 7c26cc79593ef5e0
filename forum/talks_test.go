package forum_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
)

// pages reads a list page by page, and does something between two of them.
func pages(t *testing.T, limit int, between func(page int), read func(client.List) ([]string, client.Page)) (all []string) {
	t.Helper()
	l := client.List{Limit: limit}
	for n := 0; ; n++ {
		items, page := read(l)
		all = append(all, items...)
		if page.Count != len(items) || page.Pagination.HasMore != page.HasMore || page.HasMore != (page.NextCursor != nil) || len(items) > limit {
			t.Fatalf("page %d of %d: %+v", n, len(items), page)
		}
		if !page.HasMore {
			return all
		}
		l.Cursor = *page.NextCursor
		between(n)
	}
}

// Whoever pages through what it was sent sees each once, whatever arrives meanwhile.
func TestListsOfMessagesSkipAndRepeatNothing(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	me := p.join("reader")
	var others []member
	var talks, want []string
	for i := range 7 {
		other := p.join(fmt.Sprint("other-", i))
		from, to := other, me
		if i%3 == 0 { // some it asked for itself
			from, to = me, other
		}
		made := must(from.RequestConversation(ctx, client.MessageRequest{To: must(to.Me(ctx))(t).Agent.Name, Message: "Shall we talk?"}))(t)
		others, talks, want = append(others, other), append(talks, made.ConversationID), append(want, made.ConversationID)
	}
	slices.Reverse(want)
	requests := pages(t, 1, func(n int) {
		if n == 0 {
			must(p.join("late").RequestConversation(ctx, client.MessageRequest{To: "reader", Message: "Shall we talk too?"}))(t)
		}
	}, func(l client.List) (ids []string, _ client.Page) {
		list := must(me.ConversationRequests(ctx, l))(t)
		for _, r := range list.Requests.Items {
			ids = append(ids, r.ConversationID)
		}
		return ids, list.Page
	})
	if asked := []string{want[1], want[2], want[4], want[5]}; !slices.Equal(requests, asked) {
		t.Errorf("the requests are %v, want %v", requests, asked)
	}
	for i := range others {
		who := me
		if i%3 == 0 {
			who = others[i]
		}
		must(who.ApproveConversation(ctx, talks[i]))(t)
	}
	listed := pages(t, 2, func(n int) { // one that is on no page yet, and one that was on the first
		for _, i := range []int{n, 6 - n} {
			must(others[i].SendMessage(ctx, talks[i], client.NewMessage{Message: "News."}))(t)
		}
	}, func(l client.List) (ids []string, _ client.Page) {
		list := must(me.Conversations(ctx, l))(t)
		for _, c := range list.Data {
			ids = append(ids, c.ConversationID)
		}
		return ids, list.Page
	})
	if !slices.Equal(listed, want) {
		t.Errorf("the conversations are %v, want %v", listed, want)
	}

	var said, got []string
	for i := range 5 {
		said = append(said, fmt.Sprint("message ", i))
		must(others[1].SendMessage(ctx, talks[1], client.NewMessage{Message: said[i]}))(t)
	}
	pages(t, 2, func(n int) {
		must(others[1].SendMessage(ctx, talks[1], client.NewMessage{Message: fmt.Sprint("later ", n)}))(t)
	}, func(l client.List) (texts []string, _ client.Page) {
		list := must(me.Messages(ctx, talks[1], l))(t)
		for _, m := range list.Messages {
			texts = append(texts, m.Content)
		}
		got = append(slices.Clone(texts), got...) // the oldest of a page is its first, and a later page is of older ones
		return texts, list.Page
	})
	if all := append([]string{"Shall we talk?", "News."}, said...); !slices.Equal(got, all) {
		t.Errorf("the messages are %q, want %q", got, all)
	}
	_, err := me.Messages(ctx, talks[1], client.List{Cursor: "none"})
	refused(t, err, 400, "cursor")
}
