package moderator

import (
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/internal/event"
)

func TestASubjectIsNamedByWhatTheFlagHas(t *testing.T) {
	for _, c := range []struct {
		cluster       string
		agents, items []string
		kind, id      string
	}{
		{"ring", []string{"ann", "bob"}, nil, "cluster", "ring"},
		{"ring", []string{"ann"}, nil, "cluster", "ring"},
		{"", []string{"ann"}, []string{"p1"}, "agent", "ann"},
		{"", []string{"ann", "bob"}, nil, "cluster", "f1"},
		{"", nil, []string{"p1"}, "item", "p1"},
		{"", nil, []string{"p1", "p2"}, "cluster", "f1"},
		{"", nil, nil, "cluster", "f1"},
		{strings.Repeat("long", 100), []string{"ann"}, nil, "agent", "ann"},
		{"nul\x00", []string{"nul\x00"}, nil, "cluster", "f1"},
		{"", nil, []string{"nul\x00"}, "cluster", "f1"},
	} {
		f := flagged("f1", c.agents...)
		f.Cluster, f.Items, f.ItemsTotal = c.cluster, c.items, len(c.items)
		if s := subjectOf(f); s.Kind != c.kind || s.ID != c.id {
			t.Errorf("%.10q %v %v: %s %.10q", c.cluster, c.agents, c.items, s.Kind, s.ID)
		}
		if _, err := event.Encode(newStage(f).mustRun(t, Config{Policy: builtIn(t)})[0]); err != nil {
			t.Errorf("%.10q: %v", c.cluster, err)
		}
	}
}

func TestEachPartAndRevisionIsADecisionOfItsOwn(t *testing.T) {
	subject := subjectOf(flagged("f1", "ann"))
	ids := map[string]string{}
	for name, id := range map[string]string{
		"the flag":         decisionID("f1", 1, 1, "rule", subject),
		"another revision": decisionID("f1", 2, 1, "rule", subject),
		"another part":     decisionID("f1", 1, 2, "rule", subject),
		"another flag":     decisionID("f2", 1, 1, "rule", subject),
		"another rule":     decisionID("f1", 1, 1, "rule2", subject),
		"another subject":  decisionID("f1", 1, 1, "rule", event.Subject{Kind: "agent", ID: subject.ID}),
		"shifted digits":   decisionID("f11", 1, 1, "rule", subject),
	} {
		if other := ids[id]; other != "" {
			t.Errorf("%s and %s share an id", name, other)
		}
		ids[id] = name
	}
	if decisionID("f1", 1, 1, "rule", subject) != decisionID("f1", 1, 1, "rule", subject) {
		t.Error("an id changes from call to call")
	}
}
