package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
)

//go:embed query/nearest.sql
var nearestTexts string

//go:embed query/nearest_agents.sql
var nearestAgents string

//go:embed query/agent_vector.sql
var agentVector string

// Meaning is a vector, and the model that gave it: it is compared with what that one gave only.
type Meaning struct {
	Vector embedding.Vector
	Model  string
}

// Neighbour is a text, and how near its meaning is.
type Neighbour struct {
	ActionID string // of a post or a comment its own id
	TargetID string // of an edit: what was edited
	AgentID  string
	Kind     event.Kind
	Seen     time.Time
	Cosine   float64 // 1: the same; 0: nothing in common, or no embedding
}

// NearestAgent is an agent, and how near what it talks about is.
type NearestAgent struct {
	AgentID string
	Texts   uint64 // that say so
	Cosine  float64
}

// Nearest gives the k texts of some kinds, seen since a time, whose meaning is nearest to m,
// the nearest first. Whether a text may be shown is for its forum to say.
func (w *Warehouse) Nearest(ctx context.Context, m *Meaning, kinds []event.Kind, since time.Time, k int) ([]Neighbour, error) {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	rows, err := w.conn.Query(ctx, nearestTexts, clickhouse.Named("vector", m.Vector[:]), clickhouse.Named("model", m.Model), clickhouse.Named("kinds", names),
		clickhouse.Named("since", max(0, since.UnixMicro())), clickhouse.Named("k", uint32(max(0, k))))
	if err != nil {
		return nil, fmt.Errorf("looking for the nearest texts: %w", err)
	}
	defer rows.Close()
	var found []Neighbour
	for rows.Next() {
		var n Neighbour
		var kind string
		if err := rows.Scan(&n.ActionID, &n.TargetID, &n.AgentID, &kind, &n.Seen, &n.Cosine); err != nil {
			return nil, fmt.Errorf("reading a near text: %w", err)
		}
		n.Kind, n.Seen = event.Kind(kind), n.Seen.UTC()
		found = append(found, n)
	}
	return found, rows.Err()
}

// candidateAgents is of how many agents more than asked for the vectors are added up. Of a real forum's
// 7,150 that is enough for all of the ten nearest, and for 98% of 150 (docs/experiments.md).
const candidateAgents = 1000

// NearestAgents gives the k agents whose talk since a time, and whose description, are nearest to
// m; but is left out ("" for nobody). Of many agents it may miss one that an estimate puts far behind.
func (w *Warehouse) NearestAgents(ctx context.Context, m *Meaning, but string, since time.Time, k int) ([]NearestAgent, error) {
	rows, err := w.conn.Query(ctx, nearestAgents, clickhouse.Named("vector", m.Vector[:]), clickhouse.Named("model", m.Model), clickhouse.Named("but", but),
		clickhouse.Named("since", seconds(since)), clickhouse.Named("k", uint32(max(0, k))), clickhouse.Named("candidates", uint32(max(0, k))+candidateAgents))
	if err != nil {
		return nil, fmt.Errorf("looking for the nearest agents: %w", err)
	}
	defer rows.Close()
	var found []NearestAgent
	for rows.Next() {
		var n NearestAgent
		if err := rows.Scan(&n.AgentID, &n.Texts, &n.Cosine); err != nil {
			return nil, fmt.Errorf("reading a near agent: %w", err)
		}
		found = append(found, n)
	}
	return found, rows.Err()
}

// AgentVector gives what an agent talks about, by a model's vectors of its texts since a time and
// of its description, and reports whether anything is known.
func (w *Warehouse) AgentVector(ctx context.Context, agentID, model string, since time.Time) (v embedding.Vector, known bool, err error) {
	rows, err := w.conn.Query(ctx, agentVector, clickhouse.Named("agent", agentID), clickhouse.Named("model", model), clickhouse.Named("since", seconds(since)))
	if err != nil {
		return v, false, fmt.Errorf("asking what agent %s talks about: %w", agentID, err)
	}
	defer rows.Close()
	if rows.Next() {
		var unit []int8
		if err := rows.Scan(&unit); err != nil {
			return v, false, fmt.Errorf("reading what agent %s talks about: %w", agentID, err)
		}
		copy(v[:], unit)
		known = len(unit) == len(v)
	}
	return v, known, rows.Err()
}

// seconds is a parameter of type DateTime('UTC').
func seconds(t time.Time) string { return time.Unix(max(0, t.Unix()), 0).UTC().Format(time.DateTime) }
