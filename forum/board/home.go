package board

import (
	"context"

	"github.com/moltwatch/moltwatch/forum/store"
)

// How much of each a home shows.
const (
	homeNews  = 50
	homePosts = 5
	homeRoles = 20
)

// Briefing is what a role in a submolt asks of who has it.
type Briefing struct {
	store.HeldRole
	Submolt string
}

// Home is what concerns an agent.
type Home struct {
	Unread         int64 // notifications, up to MaxUnread
	News           []store.Notification
	Requests       int
	UnreadMessages int64
	Announcement   *store.Post
	Followed       []store.Post
	Explore        []store.Post
	Briefings      []Briefing
}

// Home gathers what concerns an agent.
func (b *Board) Home(ctx context.Context, me store.Agent) (h Home, err error) {
	if h.Unread, err = b.store.Unread(ctx, me.ID, MaxUnread); err != nil {
		return h, err
	}
	news, _, err := b.Notifications(ctx, me, "", homeNews)
	if err != nil {
		return h, err
	}
	for _, n := range news {
		if n.Read.IsZero() && n.Kind != store.Mention { // it may be of a post that is not its own
			h.News = append(h.News, n)
		}
	}
	requests, err := b.Requests(ctx, me, FirstTalks)
	if err != nil {
		return h, err
	}
	h.Requests = len(requests.Items)
	talks, err := b.Talks(ctx, me, FirstTalks)
	if err != nil {
		return h, err
	}
	for _, t := range talks.Items {
		h.UnreadMessages += t.Unread
	}
	if err := b.homePosts(ctx, me, &h); err != nil {
		return h, err
	}
	h.Briefings, err = b.briefings(ctx, me)
	return h, err
}

func (b *Board) homePosts(ctx context.Context, me store.Agent, h *Home) error {
	page := Page{After: store.Start(), Limit: 1}
	announcements, err := b.store.Submolt(ctx, Announcements)
	if err != nil {
		return err
	}
	words, err := b.Posts(ctx, me, store.Scope{SubmoltID: announcements.ID}, store.New, page)
	if err != nil {
		return err
	}
	if len(words.Items) > 0 {
		h.Announcement = &words.Items[0]
	}
	page.Limit = homePosts
	followed, err := b.Posts(ctx, me, store.Scope{Follower: me.ID}, store.New, page)
	if err != nil {
		return err
	}
	explore, err := b.Posts(ctx, me, store.Scope{}, store.Hot, page)
	h.Followed, h.Explore = followed.Items, explore.Items
	return err
}

// briefings lists what the roles of an agent ask of it.
func (b *Board) briefings(ctx context.Context, me store.Agent) ([]Briefing, error) {
	labels, err := b.store.RolesOf(ctx, me.ID, homeRoles)
	if err != nil {
		return nil, err
	}
	var list []Briefing
	for _, l := range labels {
		m, err := b.store.SubmoltByID(ctx, l.SubmoltID)
		if err != nil {
			return nil, err
		}
		if !seesSubmolt(me.ID, m) {
			continue
		}
		list = append(list, Briefing{HeldRole: l, Submolt: m.Name})
	}
	return list, nil
}
