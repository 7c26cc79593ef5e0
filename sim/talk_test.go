package sim_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

const talkative = `name: talkative
length: 1h
population: {agents: 8, every: 6m, pause: 20s, tail: 0.3}
campaigns:
  - name: callers
    onset: 10m
    who: {count: 3, names: batch, owner: one}
    acts:
      - {do: message, where: any, every: 2m, spread: 20s}
      - {do: report, where: any, every: 3m, spread: 20s}
`

// Agents ask for conversations, agree when they look in, go on in those that there are, and report
// what others wrote: all of it on a real forum.
func TestAgentsTalkAndReportOnARealForum(t *testing.T) {
	t.Parallel()
	s, err := sim.Parse("talkative", []byte(talkative))
	if err != nil {
		t.Fatal(err)
	}
	url, _, told := openForum(t)
	p, err := sim.NewPlayer(sim.PlayerConfig{Scenario: s, Seed: 1, ForumURL: url, Speed: 360})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := p.Counts(); c.Banned != 0 || c.Refused > c.Done/20 {
		t.Errorf("it came to %+v", c)
	}
	told.mu.Lock()
	defer told.mu.Unlock()
	messages, reports, further := map[[2]string]int{}, 0, 0
	for _, a := range told.actions {
		switch a.Kind {
		case event.ReportFiled:
			reports++
		case event.MessageSent:
			pair := [2]string{a.Agent.ID, a.Target.AgentID}
			if messages[pair]++; messages[pair] == 2 { // the first one asks; there is no second before the other agrees
				further++
			}
		}
	}
	t.Logf("%d asked, %d of them went on, %d reports", len(messages), further, reports)
	if len(messages) == 0 || further == 0 || reports == 0 {
		t.Errorf("%d asked for a conversation, %d went on in one, %d reports were filed", len(messages), further, reports)
	}
}
