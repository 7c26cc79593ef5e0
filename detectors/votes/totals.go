package votes

import (
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Parameters of totals. The README reasons them.
const (
	highTotal   = 10 // upvotes of a comment before they say anything
	leastLifted = 20 // such comments of one author
	allLifted   = 0.9
)

// author is somebody with comments that stand higher than their posts.
type author struct {
	id       string
	onset    time.Time
	comments []comment
	counted  map[string]bool
}

// comment is one that stood higher than its post when it was observed.
type comment struct {
	id, under string
	upvotes   int64
}

// observe takes in a total. A comment is read by a part of those who read the post that it is
// under; one with more upvotes than the post was voted up by others than its readers. A post whose
// total was not observed, or as zero, had none to speak of.
func (p *polls) observe(b ballot) {
	if !b.onComment {
		p.posts[b.target] = b.value
		return
	}
	if b.value < highTotal || b.value <= p.posts[b.under] {
		return
	}
	a := p.authors[b.agent]
	if a == nil {
		a = &author{id: b.agent, onset: b.seen, counted: map[string]bool{}}
		p.authors[b.agent] = a
	}
	if a.counted[b.target] {
		return
	}
	a.counted[b.target] = true
	a.comments = append(a.comments, comment{b.target, b.under, b.value})
	if len(a.comments) == leastLifted {
		p.lifted = append(p.lifted, a)
	}
}

// lift says what is known of an author; false if too few comments stand above what is known of
// their posts by now: a crawl may see a comment before its post.
func (p *polls) lift(a *author) (episode.Finding, bool) {
	var above []string
	most := int64(0)
	for _, c := range a.comments {
		if c.upvotes > p.posts[c.under] {
			above = append(above, c.id)
			most = max(most, c.upvotes)
		}
	}
	if len(above) < leastLifted {
		return episode.Finding{}, false
	}
	f := episode.Finding{
		Kind: "vote_totals", Anchor: a.id, Onset: a.onset, Agents: []string{a.id}, Items: above,
		Severity: event.SeverityMedium, Confidence: allLifted,
		Summary:  fmt.Sprintf("%d comments of one author stand above the posts that they are under, at up to %d upvotes: more than their readers gave.", len(above), most),
		Features: map[string]float64{"comments": float64(len(above)), "most_upvotes": float64(most)},
	}
	f.Query = func(from, to time.Time) string {
		return fmt.Sprintf("SELECT time, target_id, value FROM actions WHERE seen >= %s AND seen < %s AND kind = 'score.observed' AND reason = 'upvotes' AND agent_id = %s ORDER BY value DESC",
			episode.Instant(from), episode.Instant(to), episode.Quote(a.id))
	}
	return f, true
}
