package forum_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
)

// connections is how many callers there are at once in the benchmarks.
const connections = 64

// drive has callers make requests until b has had enough, and reports requests a second, how long the
// slowest hundredth took beside the median, and how much processor time each took of both sides.
func drive(b *testing.B, request func(n int) (*http.Request, error)) {
	b.Helper()
	took, next := make([]time.Duration, b.N), make(chan int)
	var callers sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	began, worked := time.Now(), processorTime(b)
	for range connections {
		callers.Go(func() {
			var line *line
			for n := range next {
				start := time.Now()
				r, err := request(n)
				if err == nil && line == nil {
					line, err = dial(b, r.URL.Host)
				}
				if err == nil {
					err = line.call(r)
				}
				if err != nil {
					b.Error(err)
					continue
				}
				took[n] = time.Since(start)
			}
			if line != nil {
				_ = line.conn.Close()
			}
		})
	}
	for n := range b.N {
		next <- n
	}
	close(next)
	callers.Wait()
	elapsed := time.Since(began)
	worked = processorTime(b) - worked
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/elapsed.Seconds(), "requests/s")
	b.ReportMetric(float64(took[len(took)*99/100])/float64(took[len(took)/2]), "p99/p50")
	b.ReportMetric(float64(worked.Microseconds())/float64(b.N), "cpu-µs/request")
}

// line is a connection that is kept. http.Client would cost about as much as what is measured.
type line struct {
	conn net.Conn
	in   *bufio.Reader
	out  *bufio.Writer
}

func dial(b *testing.B, host string) (*line, error) {
	conn, err := (&net.Dialer{}).DialContext(b.Context(), "tcp", host)
	return &line{conn, bufio.NewReader(conn), bufio.NewWriter(conn)}, err
}

// call makes a request and reads the whole answer, which must be no refusal.
func (l *line) call(r *http.Request) error {
	if err := errors.Join(r.Write(l.out), l.out.Flush()); err != nil {
		return err
	}
	res, err := http.ReadResponse(l.in, r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode >= 300 {
		return fmt.Errorf("%s: %v", res.Status, err)
	}
	return nil
}

// processorTime gives what this process has used of it: other work on the machine changes it less than
// it changes the clock.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// broker has acknowledged what it is given: to read each record again, as recorder does, is no work of a forum's.
type broker struct{}

func (broker) Publish(context.Context, []bus.Record) error { return nil }

// A page and a comment must cost the same however many posts there are. "again" is the page that
// everybody reads, "each" another page each time; allocations are those of both sides.
func BenchmarkForum(b *testing.B) {
	for _, size := range []struct{ agents, posts int }{{1_000, 1_000}, {100_000, 1_000_000}} {
		b.Run(fmt.Sprintf("%dposts", size.posts), func(b *testing.B) {
			h := emptyHome(b)
			fill(b, h, size.agents, size.posts)
			p := startAt(b, h, func(c *forum.Config) { c.WatermarkEvery, c.Publisher = time.Second, broker{} })
			var keys []string
			for i := range connections {
				keys = append(keys, p.join(fmt.Sprint("reader-", i)).key)
			}
			asAgent := func(r *http.Request, err error, n int) (*http.Request, error) {
				if err == nil {
					r.Header.Set("Authorization", "Bearer "+keys[n%len(keys)])
				}
				return r, err
			}
			for _, query := range []string{"sort=hot", "sort=new"} {
				b.Run("again/"+query, func(b *testing.B) {
					drive(b, func(n int) (*http.Request, error) {
						r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, p.url+"/api/v1/posts?"+query, nil)
						return asAgent(r, err, n)
					})
				})
			}
			b.Run("each/sort=new", func(b *testing.B) {
				drive(b, func(n int) (*http.Request, error) {
					at := n * 7919 % size.posts // the place after this post
					cursor := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "new.%x.%x", math.Float64bits(float64(1700000000000000+at)), at+1))
					r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, fmt.Sprintf("%s/api/v1/posts?sort=new&n=%d&cursor=%s", p.url, n, cursor), nil)
					return asAgent(r, err, n)
				})
			})
			b.Run("comment", func(b *testing.B) {
				drive(b, func(n int) (*http.Request, error) {
					body := fmt.Sprintf(`{"content":"thought %d at %d"}`, n, time.Now().UnixNano())
					r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, fmt.Sprintf("%s/api/v1/posts/p%d/comments", p.url, n*31%size.posts), strings.NewReader(body))
					return asAgent(r, err, n)
				})
			})
		})
	}
}

func BenchmarkBanTenThousand(b *testing.B) {
	p := start(b)
	ids := p.ring(client.MaxListed)
	for b.Loop() {
		key := fmt.Sprint(b.Elapsed())
		if _, err := p.staff.Sanction(b.Context(), key, client.SanctionRequest{Kind: client.Ban, Agents: ids, Reason: "one ring"}); err != nil {
			b.Fatal(err)
		}
		if _, err := p.staff.Lift(b.Context(), key+"-", client.LiftRequest{Agents: ids, Reason: "measured"}); err != nil {
			b.Fatal(err)
		}
	}
}
