package board

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// SeesAsAStranger says whether lists show an agent nothing but what they show to anybody.
func SeesAsAStranger(a store.Agent) bool { return !outOfSight(a) }

// outOfSight says whether what an agent writes is shown to itself alone, or would be if it were not banned by now.
func outOfSight(a store.Agent) bool {
	return a.Sanction.Unseen != ""
}

// sees says whether viewer (an id, or "") sees what has these bits and this author. An author
// whose words wait for a judge or a proof, or are out of sight, sees them all the same.
func sees(viewer string, hidden int, authorID string) bool {
	const fromOthers = store.AuthorHidden | store.Held | store.Unverified
	return hidden == 0 || (hidden&^fromOthers == 0 && viewer == authorID && viewer != "")
}

// openly does what changes what others read and has nobody's bits on it: an account, a submolt, a label, a pin. In quarantine
// it is refused; under a shadow ban it is not done and answered as if it were, for the agent must not notice.
func openly(a store.Agent, do func() error) error {
	switch a.Sanction.Unseen {
	case client.Quarantine:
		return &Refusal{
			Status: http.StatusForbidden, Message: "Account in quarantine",
			Hint: fmt.Sprintf("Your account is in quarantine: %s (offense #%d). Reviewers read what you write; what everybody reads you cannot change meanwhile. POST /api/v1/agents/me/appeal if it is unjust.", a.Sanction.Reason, a.Offenses),
		}
	case client.Shadowban:
		return nil
	}
	return do()
}

// openlyIn is openly in a submolt: what its founder alone sees, it may change.
func openlyIn(m store.Submolt, a store.Agent, do func() error) error {
	if m.Hidden {
		return do()
	}
	return openly(a, do)
}

// AsItself gives an agent's account as it sees it: who is out of sight is told also of what it alone sees.
func (b *Board) AsItself(ctx context.Context, a store.Agent) (store.Agent, error) {
	if !outOfSight(a) {
		return a, nil
	}
	posts, comments, err := b.store.OwnHidden(ctx, a.ID)
	a.Posts, a.Written = a.Posts+posts, a.Written+comments
	return a, err
}

// PostsAt reads the posts at some places as viewer sees them.
func (b *Board) PostsAt(ctx context.Context, viewer store.Agent, places []store.Place) ([]store.Post, error) {
	posts, err := b.store.PostsAt(ctx, places, viewer.ID)
	if err != nil {
		return nil, err
	}
	return posts, b.addOwnVotes(ctx, viewer, posts)
}

func (b *Board) commentsAt(ctx context.Context, viewer store.Agent, places []store.Place) ([]store.Comment, error) {
	comments, err := b.store.CommentsAt(ctx, places, viewer.ID)
	if err != nil {
		return nil, err
	}
	return comments, addVotes(ctx, b, viewer, comments, votesOf)
}

func votesOf(c *store.Comment) voted { return voted{c.ID, &c.Upvotes, &c.Downvotes, &c.Score} }

func (b *Board) addOwnVotes(ctx context.Context, viewer store.Agent, posts []store.Post) error {
	return addVotes(ctx, b, viewer, posts, func(p *store.Post) voted { return voted{p.ID, &p.Upvotes, &p.Downvotes, &p.Score} })
}

// voted is where votes on an item are counted.
type voted struct {
	id              string
	up, down, score *int64
}

// addVotes counts the votes of a viewer out of sight, which nobody else sees.
func addVotes[T any](ctx context.Context, b *Board, viewer store.Agent, list []T, of func(*T) voted) error {
	if !outOfSight(viewer) || len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = of(&list[i]).id
	}
	votes, err := b.store.UncountedVotes(ctx, viewer.ID, ids)
	if err != nil {
		return err
	}
	for i := range list {
		v := of(&list[i])
		value := votes[v.id]
		*v.up, *v.down, *v.score = *v.up+max(value, 0), *v.down+max(-value, 0), *v.score+value
	}
	return nil
}

// listed says whether what has these bits and this author is in lists that viewer reads.
func listed(viewer store.Agent, hidden int, authorID string) bool {
	return hidden == 0 || hidden == store.AuthorHidden && viewer.ID == authorID && viewer.ID != ""
}

// findOwn finds, among the newest that only a viewer out of sight sees, itself too, what holds the query as it stands.
func (b *Board) findOwn(ctx context.Context, viewer store.Agent, words, kind string) (near []Near, err error) {
	if !outOfSight(viewer) {
		return nil, nil
	}
	words = strings.ToLower(words)
	holds := func(texts ...string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), words) })
	}
	if kind == FindPosts || kind == FindAll {
		places, err := b.store.OwnHiddenPosts(ctx, viewer.ID, "", false, store.New, maxOwn)
		if err != nil {
			return nil, err
		}
		posts, err := b.store.PostsAt(ctx, places, viewer.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range posts {
			if holds(p.Title, p.Content) {
				near = append(near, Near{KindPost, p.ID, 1})
			}
		}
	}
	if kind == FindComments || kind == FindAll {
		places, err := b.store.OwnHiddenCommentsOf(ctx, viewer.ID, false, maxOwn)
		if err != nil {
			return nil, err
		}
		comments, err := b.store.CommentsAt(ctx, places, viewer.ID)
		if err != nil {
			return nil, err
		}
		for _, c := range comments {
			if holds(c.Content) {
				near = append(near, Near{KindComment, c.ID, 1})
			}
		}
	}
	if (kind == FindAgents || kind == FindAll) && holds(viewer.Name, viewer.Description) {
		near = append(near, Near{kindAgent, viewer.ID, 1})
	}
	return near, nil
}

// RecountSome goes on counting anew what agents gave who went out of sight, or came back.
func (b *Board) RecountSome(ctx context.Context, tx *store.Tx) error { return tx.RecountSome(ctx) }
