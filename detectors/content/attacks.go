package content

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/chance"
	"github.com/moltwatch/moltwatch/internal/event"
)

// attacks gives the authors of texts that order their readers about.
func (f *forum) attacks() (found []episode.Finding) {
	for _, name := range slices.Sorted(maps.Keys(f.marked)) {
		a := f.marked[name]
		rows, again := f.once(a.attacks)
		private := 0
		for _, at := range rows {
			if f.rows[at].private() {
				private++
			}
		}
		of := tally{len(rows) - private, int(f.public[a.number]), f.authors}
		if private > 0 { // harmless texts of one kind cover no attacks of the other
			all := tally{len(rows), int(f.written[a.number]) - again, looks * f.agents.Len()}
			for _, other := range []tally{all, {private, all.written - of.written, all.authors}} {
				if other.saysMore(of) {
					of = other
				}
			}
		}
		if !of.suspicious() {
			continue
		}
		expected := of.expected()
		x := episode.Finding{
			Agents: []string{name}, Severity: of.severity(), Confidence: episode.Confidence(expected),
			Summary: fmt.Sprintf("%d of the %d texts that this account wrote within a day try to take over the agents that read them.", of.attacks, of.written),
			Features: map[string]float64{
				"attacks": float64(of.attacks), "written": float64(of.written), "different_attacks": float64(f.different(rows)), "expected_by_chance": episode.Round(expected),
			},
		}
		if private > 0 {
			x.Summary += fmt.Sprintf(" It did so %d times in direct messages or in what it says of itself.", private)
			x.Features["private_attacks"] = float64(private)
			x.Query = privateToo
		}
		found = append(found, f.finding(KindAttack, name, rows, x))
	}
	return found
}

// privateToo gives the SQL that shows what members wrote in [from, to), in public or not. The text of a message is
// with the forum alone.
func privateToo(members string, from, to time.Time) string {
	return fmt.Sprintf("SELECT time, kind, id, agent_id, agent_name, target_agent_id, submolt, post_id, title, text FROM actions WHERE seen >= %s AND seen < %s AND kind IN ('post.created', 'comment.created', 'message.sent', 'agent.registered', 'agent.updated') AND agent_id GLOBAL IN (%s) ORDER BY seen, id",
		episode.Instant(from), episode.Instant(to), members)
}

// once leaves out of an author's rows each description that it had said before, and counts them: a
// change of anything else of a profile says it again.
func (f *forum) once(rows []int32) (kept []int32, again int) {
	said := map[uint64]bool{}
	for _, at := range rows {
		if r := &f.rows[at]; r.describes() {
			if said[r.text] {
				again++
				continue
			}
			said[r.text] = true
		}
		kept = append(kept, at)
	}
	return kept, again
}

// tally is how many attacks are among how many texts of one of so many authors.
type tally struct{ attacks, written, authors int }

// expected is how many of the authors would be misread as often by chance.
func (t tally) expected() float64 {
	return float64(t.authors) * math.Exp(chance.LogPoissonTail(t.attacks, falsely*float64(t.written)))
}

func (t tally) suspicious() bool {
	return t.attacks >= suspected && episode.Confidence(t.expected()) >= certain
}

func (t tally) severity() string {
	if t.attacks >= proven && float64(t.attacks) >= surely*float64(t.written) {
		return event.SeverityHigh
	}
	return event.SeverityMedium
}

// saysMore reports whether a tally accuses of more than another, or with more certainty.
func (t tally) saysMore(than tally) bool {
	switch {
	case t.suspicious() != than.suspicious():
		return t.suspicious()
	case t.severity() != than.severity():
		return t.severity() == event.SeverityHigh
	}
	return t.expected() < than.expected()
}
