package moment

import "time"

// Moment is microseconds since 1970.
type Moment int64

// Of gives the moment of a time, whose nanoseconds are cut off.
func Of(t time.Time) Moment { return Moment(t.UnixMicro()) }

// Time gives it back, in UTC.
func (m Moment) Time() time.Time { return time.UnixMicro(int64(m)).UTC() }

// Sub is how long m is after another.
func (m Moment) Sub(other Moment) time.Duration { return time.Duration(m-other) * time.Microsecond }

// Add is the moment a while after m.
func (m Moment) Add(d time.Duration) Moment { return m + Moment(d/time.Microsecond) }
