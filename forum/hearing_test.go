package forum_test

import (
	"bytes"
	"fmt"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
)

// Nodes tell each other of what they change. A node that cannot hear keeps neither pages nor keys: what others
// change shows on it at once. One whose connection is lost without a word notices that by itself.
func TestNothingIsKeptWhileOtherNodesCannotBeHeard(t *testing.T) {
	t.Parallel()
	if !onPostgres {
		t.Skip("a SQLite file is for one process")
	}
	h := newHome(t)
	address := must(url.Parse(h.url))(t)
	wire := &wire{target: address.Host}
	address.Host = wire.listen(t)
	far := h
	far.url = address.String()
	writer, deaf := startAt(t, h), startAt(t, far)
	ann, reader := writer.join("ann"), writer.join("reader")
	at := client.New(deaf.url, nil, client.Caller{Key: reader.key})
	shows := func(id string) bool {
		page := must(at.Posts(t.Context(), client.List{Sort: "new"}))(t)
		return slices.ContainsFunc(page.Posts, func(p client.Post) bool { return p.ID == id })
	}
	first := writer.post(ann, "first")
	eventually(t, "the first post on the other node", func() bool { return shows(first.ID) })

	wire.set(cut)
	second := writer.post(ann, "second")
	eventually(t, "a post after nothing was heard any more", func() bool { return shows(second.ID) })
	eventually(t, "the node notices and tries to listen again", wire.tried)
	for n := range 5 {
		if p := writer.post(ann, fmt.Sprint("thought ", n)); !shows(p.ID) {
			t.Fatalf("post %d that could not be heard of is not on the page of the node that cannot hear", n)
		}
	}
	writer.sanction(client.Ban, nil, reader.id)
	_, err := at.Posts(t.Context(), client.List{Sort: "new"})
	refused(t, err, 403, "banned")
	must(writer.staff.Lift(t.Context(), "lift", client.LiftRequest{Agents: []string{reader.id}, Reason: "enough"}))(t)

	wire.set(open)
	eventually(t, "the node listens again", wire.heard)
	wire.set(stalled)
	shows(second.ID) // and may be kept
	third := writer.post(ann, "third")
	eventually(t, "a post after the connection was lost without a word", func() bool { return shows(third.ID) })
}

// What a wire does with connections that listen. All others it passes on.
const (
	open    = iota
	cut     // it closes them
	stalled // it passes nothing on, and they stay open
)

// wire stands between a node and its database.
type wire struct {
	target string

	mu      sync.Mutex
	state   int
	again   bool              // somebody tried to listen since it is cut
	changed chan struct{}     // closed at the next change
	all     map[net.Conn]bool // those that listen: whether the database has said so
}

func (w *wire) listen(t *testing.T) string {
	t.Helper()
	l := listen(t)
	w.changed, w.all = make(chan struct{}), map[net.Conn]bool{}
	var passing sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); w.set(cut); passing.Wait() })
	passing.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", w.target)
			if err != nil {
				_ = near.Close()
				continue
			}
			both := func() { _, _ = near.Close(), far.Close(); w.forget(near) }
			passing.Go(func() { defer both(); w.pass(near, near, far) })
			passing.Go(func() { defer both(); w.pass(near, far, near) })
		}
	})
	return l.Addr().String()
}

// pass carries bytes from one end of a connection to the other.
func (w *wire) pass(conn, from, to net.Conn) {
	chunk := make([]byte, 64<<10)
	for {
		n, err := from.Read(chunk)
		if from == conn && bytes.Contains(chunk[:n], []byte("LISTEN moltwatch")) {
			w.note(conn)
		}
		if err != nil || !w.may(conn) {
			return
		}
		if _, err := to.Write(chunk[:n]); err != nil {
			return
		}
		if to == conn {
			w.answered(conn)
		}
	}
}

// may waits while a connection is stalled, and says whether it goes on.
func (w *wire) may(conn net.Conn) bool {
	for {
		w.mu.Lock()
		_, listens := w.all[conn]
		state, changed := w.state, w.changed
		w.mu.Unlock()
		if !listens || state == open {
			return true
		}
		if state == cut {
			return false
		}
		<-changed
	}
}

func (w *wire) note(conn net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all[conn] = false
	w.again = w.again || w.state == cut
}

// tried says whether somebody tried to listen since the wire is cut: who does so knows that it heard nothing.
func (w *wire) tried() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.again
}

func (w *wire) answered(conn net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, listens := w.all[conn]; listens {
		w.all[conn] = true
	}
}

func (w *wire) forget(conn net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.all, conn)
}

// heard says whether a connection listens.
func (w *wire) heard() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, answered := range w.all {
		if answered {
			return true
		}
	}
	return false
}

func (w *wire) set(state int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state, w.again = state, false
	close(w.changed)
	w.changed = make(chan struct{})
	for conn := range w.all {
		if state == cut {
			_ = conn.Close()
		}
	}
}
