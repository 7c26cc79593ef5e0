package poll

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

// A window that is used up is waited out, unless the forum asks for something absurd.
func TestAnEmptyWindowIsWaitedOut(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		remaining string
		reset     time.Time
		waits     bool
	}{
		{"0", now.Add(20 * time.Second), true}, {"3", now.Add(20 * time.Second), false},
		{"0", now.Add(-20 * time.Second), false}, {"0", now.Add(2 * longestWait), false},
	} {
		header := http.Header{}
		header.Set("X-RateLimit-Remaining", c.remaining)
		header.Set("X-RateLimit-Reset", strconv.FormatInt(c.reset.Unix(), 10))
		asker := &courtesy{next: now}
		asker.heed(header, now)
		if waits := asker.next.After(now); waits != c.waits {
			t.Errorf("%s left until %s: waits %v", c.remaining, c.reset.Sub(now), waits)
		}
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	for value, want := range map[string]time.Duration{
		"7": 7 * time.Second, now.Add(9 * time.Second).UTC().Format(http.TimeFormat): 9 * time.Second,
		"86400": longestWait, now.Add(-time.Hour).UTC().Format(http.TimeFormat): 0,
	} {
		if got, ok := retryAfter(http.Header{"Retry-After": {value}}, now); !ok || got != want {
			t.Errorf("%s: %s %v, want %s", value, got, ok, want)
		}
	}
	for _, value := range []string{"", "soon", "-3"} {
		if got, ok := retryAfter(http.Header{"Retry-After": {value}}, now); ok {
			t.Errorf("%q is read as %s", value, got)
		}
	}
}
