package live_test

import (
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/internal/event"
)

// freed tells that a sanction was lifted, and (still) that another one keeps the agent out of sight.
func freed(agent string, still bool) event.Action {
	a := about(event.SanctionLifted, "", agent, event.DoQuarantine)
	a.ID, a.Target, a.Unseen = "freed-"+agent, event.Target{}, still
	return a
}

// Words that a sanction hid, and nothing else, are told anew when it is lifted.
func TestWordsOfWhoIsFreeAgainAreToldAnew(t *testing.T) {
	caged := about(event.SanctionApplied, "", "crab", event.DoQuarantine)
	comment := wrote(event.CommentCreated, "comment-1", "crab")
	comment.PostID = "post-2"
	post := wrote(event.PostCreated, "post-1", "crab")
	for name, c := range map[string]struct {
		before []event.Action
		told   bool
	}{
		"a post":                       {[]event.Action{post, caged, freed("crab", false)}, true},
		"a comment":                    {[]event.Action{comment, caged, freed("crab", false)}, true},
		"under another one":            {[]event.Action{post, about(event.SanctionApplied, "", "crab", event.DoShadowban), caged, freed("crab", false)}, true},
		"restored and caged":           {[]event.Action{post, about(event.ContentRemoved, "post-1", "crab", ""), restoration("post-1", "crab", false), caged, freed("crab", false)}, true},
		"still out of sight":           {[]event.Action{post, caged, freed("crab", true)}, false},
		"another's end":                {[]event.Action{post, caged, freed("shrimp", false)}, false},
		"removed before":               {[]event.Action{post, about(event.ContentRemoved, "post-1", "crab", ""), caged, freed("crab", false)}, false},
		"removed meanwhile":            {[]event.Action{post, caged, about(event.ContentRemoved, "post-1", "crab", ""), freed("crab", false)}, false},
		"held meanwhile":               {[]event.Action{post, caged, about(event.ContentHeld, "post-1", "crab", ""), freed("crab", false)}, false},
		"below a post removed":         {[]event.Action{comment, caged, about(event.ContentRemoved, "post-2", "crab", ""), freed("crab", false)}, false},
		"deleted meanwhile":            {[]event.Action{post, caged, about(event.ContentDeleted, "post-1", "crab", ""), freed("crab", false)}, false},
		"erased meanwhile":             {[]event.Action{post, caged, about(event.ContentErased, "post-1", "crab", ""), freed("crab", false)}, false},
		"written meanwhile":            {[]event.Action{caged, unseenPost("post-1", "crab"), freed("crab", false)}, false},
		"waiting before and meanwhile": {[]event.Action{unseenPost("post-1", "crab"), caged, freed("crab", false)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, nil)
			w := s.connect()
			for i, a := range c.before {
				if i == len(c.before)-1 {
					w.passed = nil
				}
				s.tell(a)
				w.await("what came before", isKind(a.Kind, a.Agent.Name))
			}
			s.tell(about(event.AgentUpdated, "mark", "mark", "")) // all of before was dealt with when it comes
			w.await("the mark", isAction("mark"))
			hello := text(t, s.connect().passed)
			if came := text(t, w.passed); strings.Contains(came, words) != c.told || strings.Contains(hello, words) != c.told {
				t.Errorf("told:\n%s\nand to who comes later:\n%s", came, hello)
			}
			if n := strings.Count(hello, `"id":"`+c.before[0].ID+`","kind":"`+string(c.before[0].Kind)+`"`); c.told && n != 1 {
				t.Errorf("who comes later is told %d times: %s", n, hello)
			}
		})
	}
}
