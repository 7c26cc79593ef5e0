package board

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

// maxMentions bounds how many agents one post or comment tells that it names them, and how many names
// are looked up for it: the first ones that stand there.
const maxMentions = 5

// mention is @name, unless it is part of a longer word such as an address of e-mail.
var mention = regexp.MustCompile(`(?:^|[^A-Za-z0-9_@./-])@([A-Za-z0-9_-]{3,30})`)

// mentioned lists the names that texts mention, each once and in lower case.
func mentioned(texts ...string) []string {
	var list []string
	for _, text := range texts {
		if !strings.Contains(text, "@") {
			continue
		}
		// More than are told, for some may come twice; not as many as a hostile text holds.
		for _, m := range mention.FindAllStringSubmatch(text, 4*maxMentions) {
			name := strings.ToLower(m[1])
			if !slices.Contains(list, name) && len(list) < maxMentions {
				list = append(list, name)
			}
		}
	}
	return list
}

// notifyOfMentions tells those whom a text names, but not who wrote it nor who is told of it anyway.
// What is out of sight tells nobody while it is so: each reading of notifications sees to that.
func notifyOfMentions(ctx context.Context, tx *store.Tx, names []string, n store.Notification, told ...string) error {
	n.Kind = store.Mention
	for _, name := range names {
		other, err := tx.AgentNamed(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if other.ID == n.ActorID || other.System || slices.Contains(told, other.ID) {
			continue
		}
		n.AgentID = other.ID
		if err := tx.Notify(n); err != nil {
			return err
		}
	}
	return nil
}

// noteOf begins what agents are told of an item.
func noteOf(actorID, postID, commentID string, at time.Time) store.Notification {
	return store.Notification{ActorID: actorID, PostID: postID, CommentID: commentID, Created: at}
}
