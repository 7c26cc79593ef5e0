package explain

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed revisions.sql
var revisionsQuery string

//go:embed posts.sql
var postsQuery string

// Bounds of what is shown.
const (
	maxPosts   = 50
	maxRows    = 1000
	maxSeconds = 60
)

// Case is what is known of a flag. The last revision says how it stands.
type Case struct {
	Revisions []event.Flag `json:"revisions"`            // each whole: Part and Parts are 1
	Decisions []Decision   `json:"decisions"`            // what the moderator made of it
	Members   []Member     `json:"members"`              // the first hundred, as of the last revision
	Posts     []Post       `json:"posts"`                // the samples of all revisions, as far as they are kept
	Ties      []Tie        `json:"ties"`                 // between members, as of the last revision
	TiesError string       `json:"ties_error,omitempty"` // why there are none: reading a long window takes too long, for one
}

// Post is an action behind a flag.
type Post struct {
	ID        string    `json:"id"`
	Time      time.Time `json:"time"`
	Kind      string    `json:"kind"`
	AgentID   string    `json:"agent_id"`
	AgentName string    `json:"agent_name,omitempty"`
	Submolt   string    `json:"submolt,omitempty"`
	PostID    string    `json:"post_id,omitempty"`
	TargetID  string    `json:"target_id,omitempty"`
	Title     string    `json:"title,omitempty"`
	Text      string    `json:"text,omitempty"` // its first 2,000 characters
}

// Errors of Read.
var (
	ErrUnknown   = errors.New("there is no such flag")
	ErrAmbiguous = errors.New("several flags begin so")
)

// Read gathers what is known of the flag whose id is, or begins with, id.
func Read(ctx context.Context, w *warehouse.Warehouse, id string) (c Case, err error) {
	rows, err := w.Conn().Query(ctx, revisionsQuery, clickhouse.Named("id", id))
	if err != nil {
		return c, fmt.Errorf("reading what was said of flag %s: %w", id, err)
	}
	defer rows.Close()
	for rows.Next() {
		f := event.Flag{V: event.Version, Part: 1, Parts: 1}
		var revision, agents, items uint32
		if err := rows.Scan(&f.ID, &revision, &f.Detector, &f.Version, &f.Kind, &f.Severity, &f.Confidence, &f.Calibrated,
			&f.Time.Time, &f.Window.Start.Time, &f.Window.End.Time, &f.Cluster, &f.Agents, &agents, &f.Items, &items,
			&f.Evidence.Summary, &f.Evidence.Features, &f.Evidence.Samples, &f.Evidence.Query); err != nil {
			return c, fmt.Errorf("reading a revision of flag %s: %w", id, err)
		}
		f.Revision, f.AgentsTotal, f.ItemsTotal = int(revision), int(agents), int(items)
		c.Revisions = append(c.Revisions, f)
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	if len(c.Revisions) == 0 {
		return c, ErrUnknown
	}
	if last := c.Revisions[len(c.Revisions)-1]; last.ID != c.Revisions[0].ID {
		return c, fmt.Errorf("%w: %s and %s, for example", ErrAmbiguous, c.Revisions[0].ID, last.ID)
	}
	if c.Posts, err = posts(ctx, w, c.samples()); err != nil {
		return c, err
	}
	last := c.Revisions[len(c.Revisions)-1]
	if c.Decisions, err = decisions(ctx, w, last.ID); err != nil {
		return c, err
	}
	if c.Members, err = members(ctx, w, last); err != nil {
		return c, err
	}
	if c.Ties, err = ties(ctx, w, last); err != nil && ctx.Err() == nil {
		c.TiesError = err.Error() // the rest is worth showing without them
		err = nil
	}
	return c, err
}

// samples lists the sample actions of all revisions, the latest revision's first.
func (c Case) samples() (ids []string) {
	seen := map[string]bool{}
	for i := len(c.Revisions) - 1; i >= 0; i-- {
		for _, id := range c.Revisions[i].Evidence.Samples {
			if !seen[id] && len(ids) < maxPosts {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func posts(ctx context.Context, w *warehouse.Warehouse, ids []string) (list []Post, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := w.Conn().Query(ctx, postsQuery, clickhouse.Named("ids", ids))
	if err != nil {
		return nil, fmt.Errorf("reading the posts behind a flag: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p Post
		if err := rows.Scan(&p.ID, &p.Time, &p.Kind, &p.AgentID, &p.AgentName, &p.Submolt, &p.PostID, &p.TargetID, &p.Title, &p.Text); err != nil {
			return nil, fmt.Errorf("reading a post behind a flag: %w", err)
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// asOf gives what a query about the members of a flag takes, and more: its window, up to what is seen at its tick, its id and
// its revision.
func asOf(f event.Flag, more ...any) []any {
	between := warehouse.Between(f.Window.Start.Time, f.Time.Add(time.Microsecond))
	return append(append(between, clickhouse.Named("id", f.ID), clickhouse.Named("revision", uint32(f.Revision))), more...)
}

// bounded keeps a query from changing anything and from running for long.
func bounded(ctx context.Context) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"readonly": 2, "max_execution_time": maxSeconds}))
}

// Result is what a query gave, at most 1,000 rows of it.
type Result struct {
	Columns   []string `json:"columns"`
	Rows      [][]any  `json:"rows"`
	Truncated bool     `json:"truncated"` // there are more rows
}

// Run runs a flag's own query again, read-only.
func Run(ctx context.Context, w *warehouse.Warehouse, query string) (r Result, err error) {
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"readonly": 2, "max_execution_time": maxSeconds, "max_result_rows": maxRows + 1, "result_overflow_mode": "break", "max_block_size": maxRows + 1,
	}))
	rows, err := w.Conn().Query(ctx, query)
	if err != nil {
		return r, fmt.Errorf("running the flag's query: %w", err)
	}
	defer rows.Close()
	r.Columns = rows.Columns()
	for rows.Next() {
		if len(r.Rows) == maxRows {
			r.Truncated = true
			break
		}
		row := make([]any, len(r.Columns))
		for i, t := range rows.ColumnTypes() {
			row[i] = reflect.New(t.ScanType()).Interface()
		}
		if err := rows.Scan(row...); err != nil {
			return r, fmt.Errorf("reading a row of the flag's query: %w", err)
		}
		for i := range row {
			row[i] = reflect.ValueOf(row[i]).Elem().Interface()
		}
		r.Rows = append(r.Rows, row)
	}
	return r, rows.Err()
}
