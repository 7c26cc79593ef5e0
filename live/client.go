package live

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	writeTimeout = 10 * time.Second // a peer that takes nothing for so long is gone
	pingEvery    = 20 * time.Second
	pongTimeout  = 60 * time.Second
	batchFrames  = 100 // in one message
)

// client is one connection. Its writer is the only one that writes.
type client struct {
	*Live
	conn    *websocket.Conn
	filter  atomic.Pointer[Filter]
	replies chan []byte // to the client's own messages
}

func (l *Live) serveSocket(w http.ResponseWriter, r *http.Request) {
	select {
	case l.clients <- struct{}{}:
		defer func() { <-l.clients }()
	default:
		http.Error(w, "too many people are watching, try again later", http.StatusServiceUnavailable)
		return
	}
	if !l.enter() {
		http.Error(w, "the live view is closing, try again later", http.StatusServiceUnavailable)
		return
	}
	defer l.open.Done()
	upgrader := websocket.Upgrader{
		WriteBufferPool: &sync.Pool{}, CheckOrigin: l.originAllowed, HandshakeTimeout: 5 * time.Second,
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	c := &client{Live: l, conn: conn, replies: make(chan []byte, 4)}
	c.filter.Store(&Filter{})
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	done := make(chan struct{})
	go func() { // ends when the connection is closed, which the writer's return does
		defer close(done)
		defer cancel()
		c.read()
	}()
	c.write(ctx)
	conn.Close()
	<-done
}

// enter counts somebody whom close waits for, unless it has begun.
func (l *Live) enter() bool {
	l.gate.Lock()
	defer l.gate.Unlock()
	if !l.closed {
		l.open.Add(1)
	}
	return !l.closed
}

// close lets nobody in any more and waits until all have left.
func (l *Live) close() {
	l.gate.Lock()
	l.closed = true
	l.gate.Unlock()
	l.open.Wait()
}

func (l *Live) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host || slices.Contains(l.AllowedOrigins, origin)
}

// read takes filters until the connection ends.
func (c *client) read() {
	c.conn.SetReadLimit(maxFilterBytes)
	alive := func(string) error { return c.conn.SetReadDeadline(time.Now().Add(pongTimeout)) }
	if alive("") != nil {
		return
	}
	c.conn.SetPongHandler(alive)
	for {
		_, message, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		filter, err := ParseFilter(message)
		var reply []byte
		if err != nil {
			reply, _ = json.Marshal(map[string]any{"type": "error", "error": err.Error()})
		} else {
			c.filter.Store(&filter)
			reply = c.hello(filter)
		}
		select {
		case c.replies <- reply:
		default: // who floods filters gets no answers
		}
	}
}

// hello is a snapshot: what a page shows before anything new comes.
func (c *client) hello(filter Filter) []byte {
	seconds, totals := c.tally.chart()
	b, err := json.Marshal(map[string]any{
		"type": "hello", "filter": filter, "frames": c.recent.frames(filter), "chart": seconds, "totals": totals,
	})
	if err != nil {
		return nil // all of it was encoded before
	}
	return b
}

// write sends what the filter lets through until ctx ends or the peer stops taking it.
func (c *client) write(ctx context.Context) {
	place := c.ring.end()
	if !c.send(c.hello(Filter{})) {
		return
	}
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		pullCtx, cancel := context.WithTimeout(ctx, time.Second)
		frames, after, missed, _ := c.ring.pull(pullCtx, place, batchFrames)
		cancel()
		place = after
		if !c.send(c.batch(frames, missed)) {
			return
		}
		select {
		case <-ctx.Done():
			c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), time.Now().Add(time.Second))
			return
		case reply := <-c.replies:
			if !c.send(reply) {
				return
			}
		case <-ping.C:
			if c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout)) != nil {
				return
			}
		default:
		}
	}
}

// batch puts frames into one message, a JSON array; nil if nothing is left of them.
func (c *client) batch(frames []*frame, missed int) []byte {
	filter := *c.filter.Load()
	var list []json.RawMessage
	if missed > 0 {
		b, _ := json.Marshal(map[string]any{"type": "missed", "count": missed})
		list = append(list, b)
	}
	for _, f := range frames {
		if filter.match(f) {
			list = append(list, f.encoded)
		}
	}
	if len(list) == 0 {
		return nil
	}
	b, err := json.Marshal(list)
	if err != nil {
		return nil // all of it was encoded before
	}
	return b
}

func (c *client) send(message []byte) bool {
	if message == nil {
		return true
	}
	return c.conn.SetWriteDeadline(time.Now().Add(writeTimeout)) == nil &&
		c.conn.WriteMessage(websocket.TextMessage, message) == nil
}
