package forum_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Nodes that share a store number their actions as one, publish each in order, and go on when
// the one that publishes ends.
func TestNodesShareAStore(t *testing.T) {
	t.Parallel()
	if !onPostgres {
		t.Skip("a SQLite file is for one process")
	}
	h, topic := newHome(t), &recorder{}
	publish := func(c *forum.Config) { c.Publisher = topic }
	first := startAt(t, h, publish)
	second := startAt(t, h, publish)
	nodes := []*place{first, second}
	ann := first.join("ann")
	post := first.post(ann, "stage")

	const writers, each = 6, 15
	write := func(round int, nodes ...*place) {
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				at := client.New(nodes[w%len(nodes)].url, nil, client.Caller{Key: ann.key})
				for i := range each {
					if _, err := at.CreateComment(t.Context(), post.ID, client.NewComment{Content: fmt.Sprint("thought ", round, w, i)}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	}
	write(0, nodes...)
	eventually(t, "the comments of both nodes", func() bool { return len(topic.of(event.CommentCreated)) == writers*each })

	// What one node's staff does holds on the other at once.
	first.sanction(client.Ban, nil, ann.id)
	_, err := client.New(second.url, nil, client.Caller{Key: ann.key}).CreateComment(t.Context(), post.ID, client.NewComment{Content: "x"})
	refused(t, err, 403, "banned")
	must(second.staff.Lift(t.Context(), "lift", client.LiftRequest{Agents: []string{ann.id}, Reason: "enough"}))(t)

	first.stop()
	write(1, second)
	eventually(t, "the comments of the node that is left", func() bool { return len(topic.of(event.CommentCreated)) >= 2*writers*each })
	second.stop()

	highest, last := uint64(0), time.Time{}
	for _, a := range topic.actions {
		if a.Seq > highest+1 {
			t.Fatalf("seq %d was published right after %d", a.Seq, highest)
		}
		if a.Seq <= highest {
			continue // it may repeat
		}
		if !a.Time.After(last) {
			t.Fatalf("seq %d at %s is not after %s", a.Seq, a.Time, last)
		}
		highest, last = a.Seq, a.Time.Time
	}
}
