// Package moment is when something happened, in eight bytes: detectors hold millions of times, and a
// time.Time takes twenty-four.
//
// It promises to keep what ClickHouse holds, which is microseconds. It never holds a zone: Time is in UTC.
package moment
