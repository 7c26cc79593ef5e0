package board

import (
	"testing"
	"time"
)

func TestAClockThatJumpsMakesNothingOver(t *testing.T) {
	var s steady
	right := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	jump := func(at time.Duration) time.Duration { // an hour ahead for three minutes, and later for half an hour
		if at >= 25*time.Minute && at < 28*time.Minute || at >= 70*time.Minute && at < 100*time.Minute {
			return time.Hour
		}
		return 0
	}
	known := false
	for at := time.Duration(0); at < 3*time.Hour; at += 10 * time.Second {
		past, ok := s.past(right.Add(at+jump(at)), at)
		if ok != (at >= steadyFor) {
			t.Fatalf("after %s it is known what is over: %v", at, ok)
		}
		if !ok {
			continue
		}
		known = true
		// A signed call that was taken while the clock was right is forgotten when it is over by the right clock.
		if lasted := at - 70*time.Minute; lasted < steadyFor && past.After(right.Add(at)) {
			t.Errorf("after %s, with the clock %s ahead, %s is taken for over", at, jump(at), past)
		}
		if last := past.Sub(right.Add(at)); jump(at) == 0 && last < -2*steadyFor-10*time.Second {
			t.Errorf("after %s what is over since %s is still kept", at, -last)
		}
	}
	if !known {
		t.Error("nothing was ever over")
	}
}

// A clock that was set back makes what it told before wait until it tells it again.
func TestAClockThatIsSetBackMakesNothingOver(t *testing.T) {
	var s steady
	right := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	s.past(right.Add(time.Hour), 0)
	s.past(right.Add(time.Hour), steadyFor)
	if past, ok := s.past(right, steadyFor+time.Second); !ok || past.After(right) {
		t.Errorf("got %s, %v", past, ok)
	}
}
