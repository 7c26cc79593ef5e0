package clickhouse

import (
	"bytes"
	"strings"
	"sync"
)

// tailSize bounds what is kept of the child's stderr; tailLines what an error tells of it.
const (
	tailSize  = 16 << 10
	tailLines = 8
)

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - tailSize; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(p), nil
}

func (t *tail) contains(text string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Contains(t.kept, []byte(text))
}

// lastLines gives the end of what the child said, as the end of an error's text. The frames of
// a C++ stack trace name no symbols and are left out.
func (t *tail) lastLines() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var lines []string
	for line := range bytes.Lines(t.kept) {
		text := strings.TrimSpace(string(line))
		if text == "" || strings.Contains(text, " @ 0x") || strings.HasPrefix(text, "Logging ") {
			continue
		}
		lines = append(lines, text)
	}
	if len(lines) == 0 {
		return ""
	}
	return "; it said: " + strings.Join(lines[max(0, len(lines)-tailLines):], " | ")
}
