package obs

import (
	"context"
	"log"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Lines of the log that strangers cause as often as they like: Fold folds them by these messages.
const (
	RefusedForNow      = "a call is refused for now"
	TLSHandshakeFailed = "a TLS handshake failed"
)

// foldFor is how long lines of one message are one.
const foldFor = time.Minute

// Fold keeps strangers from filling the log: of the lines that have one of these messages the first is
// written at once, and how many more there were when a minute is over. All else is written as it comes.
func Fold(h slog.Handler, messages ...string) slog.Handler {
	f := &folds{}
	f.messages = make(map[string]*folded, len(messages))
	for _, m := range messages {
		f.messages[m] = &folded{}
	}
	return &folding{Handler: h, folds: f}
}

type folds struct {
	mu       sync.Mutex
	messages map[string]*folded // those that are folded
}

// folded is what came since the first of a message.
type folded struct {
	since time.Time // zero: none came yet
	more  int
}

type folding struct {
	slog.Handler
	*folds // shared by all that were made of it
}

func (f *folding) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &folding{f.Handler.WithAttrs(attrs), f.folds}
}

func (f *folding) WithGroup(name string) slog.Handler {
	return &folding{f.Handler.WithGroup(name), f.folds}
}

func (f *folding) Handle(ctx context.Context, r slog.Record) error {
	if f.folds.first(r, func() { f.tell(r.Message, r.Level) }) {
		return f.Handler.Handle(ctx, r)
	}
	return nil
}

// first says whether a line is to be written, and counts it if not. over runs when the minute is over.
func (f *folds) first(r slog.Record, over func()) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.messages[r.Message]
	if !ok {
		return true
	}
	if !m.since.IsZero() {
		m.more++
		return false
	}
	m.since = r.Time
	time.AfterFunc(foldFor, over)
	return true
}

// tell writes how many lines there were besides the first.
func (f *folding) tell(message string, level slog.Level) {
	f.mu.Lock()
	m := *f.messages[message]
	*f.messages[message] = folded{}
	f.mu.Unlock()
	if m.more == 0 {
		return
	}
	r := slog.NewRecord(time.Now(), level, message, 0)
	r.AddAttrs(slog.Int("more", m.more), slog.Time("since", m.since))
	_ = f.Handler.Handle(context.Background(), r) // a log that cannot be written tells nobody so
}

// handshake is how net/http begins such a line: with the caller's address, which stays out of the log.
var handshake = regexp.MustCompile(`^http: TLS handshake error from \S+: `)

// ServerLog is where an http.Server writes what is wrong with its connections.
func ServerLog(l *slog.Logger) *log.Logger { return log.New(&serverLog{l}, "", 0) }

type serverLog struct{ log *slog.Logger }

func (s *serverLog) Write(line []byte) (int, error) {
	text := strings.TrimRight(string(line), "\n")
	if begin := handshake.FindString(text); begin != "" {
		s.log.Warn(TLSHandshakeFailed, "error", text[len(begin):])
	} else {
		s.log.Warn("a connection failed", "error", text)
	}
	return len(line), nil
}
