package event

import (
	"encoding/json"
	"fmt"
	"time"
)

// timeLayout is RFC 3339 in UTC with exactly six decimals, so that records sort as text.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// Bounds of a believable event time: the ClickHouse column holds 1900 to 2299, and
// nothing on a forum of agents is older than the millennium.
var (
	minTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	maxTime = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Time is an instant in UTC at microsecond resolution, the only time that a record carries.
type Time struct{ time.Time }

// At gives t in UTC, cut to microseconds.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Microsecond)} }

// String gives the form that is on the wire.
func (t Time) String() string { return t.UTC().Format(timeLayout) }

// MarshalJSON writes RFC 3339, UTC, microseconds.
func (t Time) MarshalJSON() ([]byte, error) {
	return []byte(`"` + t.UTC().Format(timeLayout) + `"`), nil
}

// UnmarshalJSON reads any RFC 3339 time and brings it to UTC and microseconds.
func (t *Time) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("time: want an RFC 3339 string, got %.40s", b)
	}
	parsed, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("time: want RFC 3339 such as %s, got %.40q", timeLayout, s)
	}
	*t = At(parsed)
	return nil
}
