package moderator

import (
	"fmt"

	"github.com/moltwatch/moltwatch/forum/client"
)

// tally counts what the forum says became of each agent or item that it was asked about.
type tally struct {
	one, many string
	asked     []string
	status    map[string]string
	longer    int  // of those to whom it was applied: for longer than was asked, by the number of their offenses
	brief     bool // it may be over by the time it is asked for: whether it was, is no outcome
}

func newTally(one, many string, asked []string) tally {
	return tally{one: one, many: many, asked: asked, status: make(map[string]string, len(asked))}
}

// ranks orders answers: an item that is unknown as a post may be known as a comment.
var ranks = map[string]int{client.Unknown: 1, client.Already: 2, client.Applied: 3}

func (t tally) add(id, status string) {
	if ranks[status] > ranks[t.status[id]] {
		t.status[id] = status
	}
}

// outcome holds the answer against the question: it is done only if everyone asked about
// was answered for, and somebody was met.
func (t tally) outcome() outcome {
	n := map[string]int{}
	for _, id := range t.asked {
		n[t.status[id]]++
	}
	words := fmt.Sprintf("The forum answered for %s: %d applied, %d already so, %d unknown to it.",
		count(len(t.asked), t.one, t.many), n[client.Applied], n[client.Already], n[client.Unknown])
	if t.brief {
		words = fmt.Sprintf("The forum answered for %s: %d unknown to it; it holds the others until then, unless that has passed or something graver does.",
			count(len(t.asked), t.one, t.many), n[client.Unknown])
	}
	if t.longer > 0 {
		words += fmt.Sprintf(" It was not the first offense of %d, who are held for longer.", t.longer)
	}
	switch unanswered := n[""]; {
	case unanswered > 0:
		return outcome{words: fmt.Sprintf("%s It said nothing of %d.", words, unanswered)}
	case n[client.Applied]+n[client.Already] == 0:
		return outcome{words: words + " Nobody was met."}
	}
	return outcome{done: true, words: words}
}
