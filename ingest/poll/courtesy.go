package poll

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/moltwatch/moltwatch/internal/pause"
)

const (
	maxAnswerBytes = 16 << 20
	longestWait    = time.Hour // that a forum may ask for
	longestBackOff = 5 * time.Minute
	userAgent      = "moltwatch-poll"
)

var (
	errGone       = errors.New("the forum has no such thing")
	errRefused    = errors.New("the forum refuses")
	errUnreadable = errors.New("the forum's answer cannot be read")
)

// courtesy asks a forum one thing at a time, no more often than it allows.
type courtesy struct {
	http      *http.Client
	base, key string
	gap       time.Duration
	next      time.Time // nothing is asked before
	asked     int       // requests since it was made
	log       *slog.Logger
}

// get asks until there is an answer, ctx ends, or the forum refuses for good. It gives errGone
// for what is not there, errRefused for what it may not have, and errUnreadable for an answer
// that is too big. asked is when the answer was asked for, by the forum's clock or, if it does
// not tell the time, by this one.
func (c *courtesy) get(ctx context.Context, path string, query url.Values) (body []byte, asked time.Time, err error) {
	for try := 0; ; try++ {
		if !pause.For(ctx, time.Until(c.next)) {
			return nil, time.Time{}, ctx.Err()
		}
		began := time.Now()
		body, header, status, err := c.once(ctx, path, query)
		c.asked++
		now := time.Now()
		c.next = now.Add(c.gap)
		switch {
		case ctx.Err() != nil:
			return nil, time.Time{}, ctx.Err()
		case err == nil && status == http.StatusOK:
			c.heed(header, now)
			if len(body) > maxAnswerBytes {
				return nil, now, fmt.Errorf("%w: %s has more than %d bytes", errUnreadable, path, maxAnswerBytes)
			}
			return body, clock(header, now).Add(began.Sub(now)), nil
		case err == nil && (status == http.StatusNotFound || status == http.StatusGone):
			c.heed(header, now)
			return nil, now, fmt.Errorf("%s: %w", path, errGone)
		case err == nil && status != http.StatusTooManyRequests && status != http.StatusRequestTimeout && status < 500:
			return nil, now, fmt.Errorf("%w with status %d to give %s: is --forum-url right, and does it want a key in MOLTWATCH_FORUM_KEY?", errRefused, status, path)
		}
		wait := backOff(c.gap, try)
		if wanted, ok := retryAfter(header, now); ok {
			wait = max(wanted, c.gap)
		}
		c.next = now.Add(wait)
		c.log.Warn("the forum does not answer as it should, asking again later", "path", path, "status", status, "wait", wait.Round(time.Millisecond), "error", err)
	}
}

func (c *courtesy) once(ctx context.Context, path string, query url.Values) (body []byte, header http.Header, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("preparing a request: %w", err)
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "application/json")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, nil, 0, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswerBytes+1))
	return body, res.Header, res.StatusCode, err
}

// heed waits for the next window if this one is used up.
func (c *courtesy) heed(header http.Header, now time.Time) {
	if header.Get("X-RateLimit-Remaining") != "0" {
		return
	}
	if reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
		if at := time.Unix(reset, 0); at.After(c.next) && at.Before(now.Add(longestWait)) {
			c.next = at
		}
	}
}

// retryAfter reads how long a refusal asks to wait: seconds or a date (RFC 9110, 10.2.3).
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, longestWait), true
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, at.Sub(clock(header, now))), longestWait), true
	}
	return 0, false
}

// backOff doubles with each try, up to five minutes, less up to a quarter at random so that
// pollers that failed together do not come back together.
func backOff(gap time.Duration, try int) time.Duration {
	wait := min(max(gap, 100*time.Millisecond)<<min(try, 16), longestBackOff)
	return wait - rand.N(wait/4+1)
}

func clock(header http.Header, now time.Time) time.Time {
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		return date.UTC()
	}
	return now.UTC()
}
