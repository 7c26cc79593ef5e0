package content

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// ask lets an agent write n texts, a minute apart, of which each of every asks for money, on so many threads.
func (s *script) ask(agent string, n, every, threads int, secret string) {
	for i := range n {
		var secrets []string
		if i%every == 0 {
			secrets = []string{secret}
		}
		s.write(time.Duration(i)*time.Minute, agent, 0, 0, uint64(9000+len(s.rows)), secrets...)
		s.rows[len(s.rows)-1].thread = fmt.Sprint(agent, "-", i%threads)
	}
}

// Who asks for money all over the place is pointed out. A tip jar is no campaign: not in one post, not
// in a few, not in one thread however long, and not under some of what somebody writes.
func TestWhoAsksForMoneyAgainAndAgain(t *testing.T) {
	s := &script{}
	s.crowd(50, 1500, 10*time.Second)
	s.ask("beggar", 12, 2, 12, "wallet_ask")
	s.ask("scammer", 5, 1, 5, "scam_ask")
	s.ask("once", 40, 40, 40, "wallet_ask")
	s.ask("four-times", 4, 1, 4, "wallet_ask")
	s.ask("in-one-thread", 30, 1, 4, "wallet_ask")
	s.ask("tip-jar", 40, 3, 40, "wallet_ask")
	s.ask("reachable", 30, 1, 30, "email")
	flags := s.play(t)
	if got := accused(flags); !slices.Equal(got, []string{"money-ask:medium:beggar", "money-ask:medium:scammer"}) {
		t.Errorf("accused are %v", got)
	}
	for _, f := range flags {
		if len(f.Items) == 0 || f.Severity != event.SeverityMedium || f.Confidence < certain {
			t.Errorf("%+v", f)
		}
	}
}
