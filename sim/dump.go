package sim

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Dump writes a scenario as the crawl of a forum would have it: events.jsonl.zst with posts
// and comments, which is what a crawl sees; and as the forum itself would have it:
// actions.jsonl.zst with everything. Close adds agents.jsonl.zst and labels.json.
type Dump struct {
	dir             string
	events, actions *lines
}

// NewDump makes the folder and its files.
func NewDump(dir string) (*Dump, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of the dump: %w", err)
	}
	events, err := newLines(filepath.Join(dir, "events.jsonl.zst"))
	if err != nil {
		return nil, err
	}
	actions, err := newLines(filepath.Join(dir, "actions.jsonl.zst"))
	if err != nil {
		return nil, err
	}
	return &Dump{dir: dir, events: events, actions: actions}, nil
}

// dumpEvent is a line of events.jsonl, as sim/replay reads it.
type dumpEvent struct {
	Kind      string     `json:"kind"`
	ID        string     `json:"id"`
	CreatedAt event.Time `json:"created_at"`
	AuthorID  string     `json:"author_id"`
	Author    string     `json:"author"`
	Submolt   string     `json:"submolt"`
	PostID    string     `json:"post_id,omitempty"`
	ParentID  string     `json:"parent_id,omitempty"`
	Title     string     `json:"title,omitempty"`
	Content   string     `json:"content"`
	URL       string     `json:"url,omitempty"`
}

type dumpAgent struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// Add writes an action.
func (d *Dump) Add(a event.Action) error {
	line, err := event.Encode(a)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", a.ID, err)
	}
	if err := d.actions.add(line); err != nil {
		return err
	}
	e := dumpEvent{ID: a.ID, CreatedAt: a.Time, AuthorID: a.Agent.ID, Author: a.Agent.Name, Submolt: a.Submolt, Title: a.Title, Content: a.Text, URL: a.URL}
	switch a.Kind {
	case event.PostCreated:
		e.Kind = "post"
	case event.CommentCreated:
		e.Kind, e.PostID, e.ParentID = "comment", a.PostID, a.ParentID
	default:
		return nil
	}
	return d.events.addJSON(e)
}

// Close ends the files and writes the agents and the truth.
func (d *Dump) Close(t Truth) error {
	agents, err := newLines(filepath.Join(d.dir, "agents.jsonl.zst"))
	if err != nil {
		return err
	}
	for _, a := range t.Agents {
		if err := agents.addJSON(dumpAgent(a)); err != nil {
			return err
		}
	}
	for _, l := range []*lines{agents, d.events, d.actions} {
		if err := l.close(); err != nil {
			return err
		}
	}
	labels, err := json.MarshalIndent(t, "", " ")
	if err != nil {
		return fmt.Errorf("encoding the truth: %w", err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, "labels.json"), append(labels, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	return nil
}

// lines is a compressed file of lines.
type lines struct {
	path   string
	file   io.Closer
	zip    *zstd.Encoder
	writer *bufio.Writer
}

func newLines(path string) (*lines, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("making a file of the dump: %w", err)
	}
	// One thread: the same input gives the same bytes.
	zip, err := zstd.NewWriter(file, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, fmt.Errorf("compressing %s: %w", path, err)
	}
	return &lines{path: path, file: file, zip: zip, writer: bufio.NewWriterSize(zip, 1<<20)}, nil
}

func (l *lines) add(line []byte) error {
	l.writer.Write(line)
	if err := l.writer.WriteByte('\n'); err != nil {
		return fmt.Errorf("writing %s: %w", l.path, err)
	}
	return nil
}

func (l *lines) addJSON(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding a line of %s: %w", l.path, err)
	}
	return l.add(line)
}

func (l *lines) close() error {
	if err := l.writer.Flush(); err != nil {
		return fmt.Errorf("writing %s: %w", l.path, err)
	}
	if err := l.zip.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", l.path, err)
	}
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("closing %s: %w", l.path, err)
	}
	return nil
}
