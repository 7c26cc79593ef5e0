package forum_test

import (
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// To lift what is on top gives back what was below, as it was, and shows nothing that this keeps out of sight; who is
// named twice is freed of one. What is over by then does not come back.
func TestToLiftASanctionEndsNoOther(t *testing.T) {
	t.Parallel()
	clock := &movable{}
	p := start(t, clock.configure)
	ctx := t.Context()
	ann := p.join("ann")
	post := p.post(ann, "words")
	stands := func(what, kind string, offenses int64, seen bool) *client.Sanction {
		t.Helper()
		record := must(p.staff.Agent(ctx, ann.id))(t)
		if got := record.Sanction; (got == nil) != (kind == "") || got != nil && got.Kind != kind || record.Offenses != offenses {
			t.Fatalf("%s: it is under %+v with %d offenses, want %q with %d", what, got, record.Offenses, kind, offenses)
		}
		if _, err := p.agents.Post(ctx, post.ID); (err == nil) != seen {
			t.Errorf("%s: others see its post: %v", what, err == nil)
		}
		return record.Sanction
	}
	ends := clock.now().Add(48 * time.Hour)
	p.sanction(client.Suspend, &ends, ann.id)
	p.sanction(client.Quarantine, nil, ann.id)
	must(ann.CreateSubmolt(ctx, client.NewSubmolt{Name: "reef"}))(t) // which reviewers read as long as it is
	below := stands("in quarantine", client.Quarantine, 2, false)
	must(p.staff.Sanction(ctx, "ban", client.SanctionRequest{Kind: client.Ban, Agents: []string{ann.id}, Reason: "worse"}))(t)
	stands("banned", client.Ban, 3, false)

	a := p.lift(ann.id, ann.id)
	if r := a.Results[0]; a.Applied != 1 || a.Already != 1 || r.Sanction != client.Quarantine || r.Until != nil {
		t.Errorf("got %+v", a)
	}
	if got := stands("after the ban", client.Quarantine, 2, false); got.Reason != below.Reason || got.Decision != below.Decision || got.By != below.By || !got.Since.Equal(below.Since) {
		t.Errorf("it was under %+v and is under %+v", below, got)
	}
	if acts := must(p.staff.QuarantinedActs(ctx, ann.id, 0, 10))(t).Acts; len(acts) != 2 { // it founded and joined
		t.Errorf("reviewers read %+v of what it did", acts)
	}
	if r := p.lift(ann.id).Results[0]; r.Sanction != client.Suspend || r.Until == nil || r.Until.Unix() != ends.Unix() {
		t.Errorf("got %+v", r)
	}
	stands("after the quarantine", client.Suspend, 1, true)
	p.sanction(client.Shadowban, nil, ann.id)
	clock.pass(72 * time.Hour) // over while another stands over it
	stands("shadow-banned", client.Shadowban, 2, false)
	if r := p.lift(ann.id).Results[0]; r.Sanction != "" || r.Until != nil {
		t.Errorf("got %+v", r)
	}
	stands("at the end", "", 1, true)

	eventually(t, "all that was lifted", func() bool { return len(p.rec.of(event.SanctionLifted)) == 3 })
	var told []string
	for _, a := range p.rec.of(event.SanctionApplied, event.SanctionLifted) {
		word := string(a.Kind)[len("sanction."):] + " " + a.Title
		if a.Unseen {
			word += " unseen"
		}
		told = append(told, word)
	}
	want := "applied suspend, applied quarantine, applied ban, lifted ban unseen, applied quarantine, lifted quarantine, applied suspend, applied shadowban, lifted shadowban"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("the stream tells\n%s, want\n%s", got, want)
	}
}
