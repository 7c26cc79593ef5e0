package moment_test

import (
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

func TestAMomentIsATimeToTheMicrosecond(t *testing.T) {
	for _, at := range []time.Time{
		time.Date(2026, 2, 3, 9, 0, 0, 123_456_000, time.FixedZone("", 3600)), time.Date(1901, 1, 1, 0, 0, 0, 1000, time.UTC), time.Unix(0, 0),
	} {
		m := moment.Of(at)
		if !m.Time().Equal(at) || m.Time().Location() != time.UTC {
			t.Errorf("%s has become %s", at, m.Time())
		}
		if later := moment.Of(at.Add(90 * time.Minute)); later.Sub(m) != 90*time.Minute || m.Add(90*time.Minute) != later {
			t.Errorf("ninety minutes after %s are %s", at, later.Sub(m))
		}
	}
	if m := moment.Of(time.Unix(1, 999)); m != 1_000_000 {
		t.Errorf("nanoseconds count: %d", m)
	}
}
