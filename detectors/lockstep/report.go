package lockstep

import (
	"fmt"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// finding says what is known of a group.
func (w *watcher) finding(g Group) episode.Finding {
	within := map[int32]bool{}
	agents := make([]string, len(g.Accounts))
	for i, who := range g.Accounts {
		within[who] = true
		agents[i] = w.agents.Name(who)
	}
	shown := w.shown(g, within)
	first := shown[0]
	items, samples := w.items(g, within), make([]string, 0, mostSamples)
	for _, at := range shown[max(0, len(shown)-mostSamples):] {
		samples = append(samples, w.ids.At(at))
	}
	f := episode.Finding{
		Kind: "lockstep", Anchor: w.ids.At(first), Onset: w.seen(first).Time(), Agents: agents, Items: items, SeverityOf: severity,
		Confidence: episode.Confidence(g.Chance), Samples: slices.Compact(samples),
		Summary: fmt.Sprintf("%d agents turn to the same things together, again and again: %d times so far, half of them within %.0f s of the middle. What stands beside their acts otherwise does not explain it.",
			len(agents), len(g.Rounds), g.Spread),
		Features: map[string]float64{
			"agents": float64(len(agents)), "rounds": float64(len(g.Rounds)), "repeats": float64(g.Repeats),
			"spread_seconds": episode.Round(g.Spread), "expected_by_chance": episode.Round(g.Chance),
		},
	}
	if g.Suspected {
		f.Severity, f.Anchor = event.SeverityMedium, suspected+f.Anchor
		f.Summary += " These are few times: it is a suspicion."
	}
	f.Query = meetingsQuery
	return f
}

const mostSamples = 8

// suspected is put before a suspicion's anchor, so that a flag of the ring itself can have another id.
const suspected = "suspected "

// shown gives the places of the members' acts in the rounds, in order.
func (w *watcher) shown(g Group, within map[int32]bool) (shown []int32) {
	for _, r := range g.Rounds {
		for _, at := range r.Acts {
			if within[w.activity.events[at].Account] {
				shown = append(shown, at)
			}
		}
	}
	slices.Sort(shown)
	return shown
}

// items gives what members wrote where the rounds were, and what they wrote themselves and
// voted up together, in order.
func (w *watcher) items(g Group, within map[int32]bool) (items []string) {
	where := map[int32]bool{}
	for _, r := range g.Rounds {
		where[r.Target] = true
	}
	var acts []int32
	for _, who := range g.Accounts {
		for _, at := range w.activity.acts(who) {
			if where[w.activity.events[at].Target] {
				acts = append(acts, at)
			}
		}
	}
	slices.Sort(acts)
	listed := map[string]bool{}
	list := func(id string) {
		if id != "" && !listed[id] {
			listed[id] = true
			items = append(items, id)
		}
	}
	for _, at := range acts {
		a := w.acts.At(at)
		if a.lifted.written() {
			list(w.ids.At(at))
		}
		if a.lifted.item() == none {
			continue
		}
		if author, known := w.agents.Find(w.authors.Name(a.liftedOf)); known && within[author] {
			list(w.liked.Name(a.lifted.item()))
		}
	}
	return items
}

// severity is by the number of agents: what they do is known to be concerted.
func severity(agents, _ int) string {
	if agents >= 10 {
		return event.SeverityCritical
	}
	return event.SeverityHigh
}

// meetingsQuery shows where members were together, and the acts by which they were: by the traces of acts.sql, which are to
// be read here.
func meetingsQuery(members string, from, to time.Time) string {
	return fmt.Sprintf(`SELECT trace.1 AS did, trace.2 AS where, uniqExact(agent_id) AS agents, min(time) AS first, max(time) AS last, groupArray(100)(id) AS acts `+
		`FROM (SELECT time, id, agent_id, arrayJoin(arrayConcat(`+
		`multiIf(kind = 'comment.created', [('commented in', post_id)], `+
		`kind = 'vote.cast' AND value != 0, [(if(value > 0, 'voted up', 'voted down'), target_id)], `+
		`kind IN ('agent.followed', 'message.sent', 'report.filed'), [(CAST(kind, 'String'), target_id)], []), `+
		`if((kind = 'vote.cast' AND value < 0 OR kind = 'report.filed') AND target_agent_id != '', `+
		`[(concat('was against, from ', toString(toStartOfInterval(seen, INTERVAL 10 MINUTE))), target_agent_id)], []), `+
		`if(kind IN ('post.created', 'comment.created'), arrayMap(link -> ('linked to', link), `+
		`arrayDistinct(extractAll(concat(url, ' ', title, ' ', text), 'https?://[^\\s<>"\'\\])]+'))), []))) AS trace `+
		`FROM actions WHERE seen >= %s AND seen < %s AND agent_id GLOBAL IN (%s)) GROUP BY trace HAVING agents > 1 ORDER BY first, trace`,
		episode.Instant(from), episode.Instant(to), members)
}
