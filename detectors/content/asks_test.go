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

// What is said of an account's asks, or of its keys, takes nothing from what is said of its attacks, though all begin
// with the same text.
func TestATextThatIsManyThingsHasAFlagForEach(t *testing.T) {
	s := &script{}
	s.crowd(50, 1500, 10*time.Second)
	for i := range 30 {
		injection := float32(0.98)
		if i < 10 && i > 0 {
			injection = 0.02 // so that it is known for its asks and its keys first
		}
		s.write(time.Duration(i)*time.Minute, "all-of-it", injection, 0, uint64(7000+i), "scam_ask", "openai_key")
		s.rows[len(s.rows)-1].thread = fmt.Sprint("all-of-it-", i)
	}
	got := accused(s.play(t))
	for i := range got {
		got[i] = got[i][:len(got[i])-len(":all-of-it")]
	}
	slices.Sort(got)
	if !slices.Contains(got, "money-ask:medium") || !slices.Contains(got, "secret-leak:medium") || !slices.ContainsFunc(got, func(s string) bool { return s[:len("injection")] == "injection" }) {
		t.Errorf("it is accused of %v", got)
	}
}
