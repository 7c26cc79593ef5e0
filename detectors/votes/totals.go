package votes

import (
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
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
	who      int32
	onset    moment.Moment
	comments []comment
	counted  map[int32]bool
}

// comment is one that stood higher than its post when it was observed.
type comment struct {
	id, under int32
	upvotes   int64
}

// observe takes in a total. A comment is read by a part of those who read the post that it is
// under; one with more upvotes than the post was voted up by others than its readers. A post whose
// total was not observed, or as zero, had none to speak of.
func (p *polls) observe(r row, seen moment.Moment) {
	t := p.totals.At(r.of)
	p.excess.observe(r.target, t.upvotes, seen)
	if !t.onComment {
		p.posts[r.target] = t.upvotes
		return
	}
	if t.upvotes < highTotal || t.upvotes <= p.posts[t.under] {
		return
	}
	a := p.authors[r.agent]
	if a == nil {
		a = &author{who: r.agent, onset: seen, counted: map[int32]bool{}}
		p.authors[r.agent] = a
	}
	if a.counted[r.target] {
		return
	}
	a.counted[r.target] = true
	a.comments = append(a.comments, comment{r.target, t.under, t.upvotes})
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
			above = append(above, p.items.Name(c.id))
			most = max(most, c.upvotes)
		}
	}
	if len(above) < leastLifted {
		return episode.Finding{}, false
	}
	name := p.agents.Name(a.who)
	f := episode.Finding{
		Kind: "vote_totals", Anchor: name, Onset: a.onset.Time(), Agents: []string{name}, Items: above,
		Severity: event.SeverityMedium, Confidence: allLifted,
		Summary:  fmt.Sprintf("%d comments of one author stand above the posts that they are under, at up to %d upvotes: more than their readers gave.", len(above), most),
		Features: map[string]float64{"comments": float64(len(above)), "most_upvotes": float64(most)},
	}
	f.Query = func(_ string, from, to time.Time) string {
		return fmt.Sprintf("SELECT time, target_id, value FROM actions WHERE seen >= %s AND seen < %s AND kind = 'score.observed' AND reason = 'upvotes' AND agent_id = %s ORDER BY value DESC",
			episode.Instant(from), episode.Instant(to), episode.Quote(name))
	}
	return f, true
}
