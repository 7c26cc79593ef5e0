package explain

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed members.sql
var membersQuery string

//go:embed decisions.sql
var decisionsQuery string

// Bounds of what is shown of members and decisions.
const (
	maxMembers   = 100
	maxDecisions = 100
)

// Member is an agent that a flag names.
type Member struct {
	ID        string    `json:"id"`
	Name      string    `json:"name,omitempty"` // that it went by last in the flag's window
	FirstSeen time.Time `json:"first_seen"`     // zero: it is not on record
	Acts      int       `json:"acts"`           // of any kind, in the flag's window
	Done      []Done    `json:"done,omitempty"` // to it, on any flag, and not taken back
}

// Done is something that was done to an agent: "ban", "label", "lift".
type Done struct {
	Action string    `json:"action"`
	Since  time.Time `json:"since"` // by this rule
	Rule   string    `json:"rule"`
}

// members tells who the members of a flag are, those it named first before others.
func members(ctx context.Context, w *warehouse.Warehouse, f event.Flag) (list []Member, err error) {
	if f.AgentsTotal == 0 {
		return nil, nil
	}
	rows, err := w.Conn().Query(bounded(ctx), membersQuery, asOf(f, clickhouse.Named("most", uint32(maxMembers)))...)
	if err != nil {
		return nil, fmt.Errorf("reading who the members of flag %s are: %w", f.ID, err)
	}
	defer rows.Close()
	for rows.Next() {
		var m Member
		var acts uint64
		var done, rules []string
		var at []time.Time
		if err := rows.Scan(&m.ID, &m.Name, &m.FirstSeen, &acts, &done, &at, &rules); err != nil {
			return nil, fmt.Errorf("reading a member of flag %s: %w", f.ID, err)
		}
		if m.Acts = int(acts); m.FirstSeen.Unix() == 0 {
			m.FirstSeen = time.Time{}
		}
		for i := range done {
			m.Done = append(m.Done, Done{done[i], at[i], rules[i]})
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// Decision is what the moderator said of a flag, alike of one revision or more: a state that decisions went through.
type Decision struct {
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
	Times  int       `json:"times"`
	Action string    `json:"action"`
	State  string    `json:"state"`
	Mode   string    `json:"mode"`
	By     string    `json:"by"`
	Rule   string    `json:"rule"`
	Reason string    `json:"reason"`
	Agents int       `json:"agents"` // different ones, of all
	Items  int       `json:"items"`
}

// decisions tells what was decided on a flag, in order.
func decisions(ctx context.Context, w *warehouse.Warehouse, flag string) (list []Decision, err error) {
	rows, err := w.Conn().Query(bounded(ctx), decisionsQuery, clickhouse.Named("id", flag), clickhouse.Named("most", uint32(maxDecisions)))
	if err != nil {
		return nil, fmt.Errorf("reading what was decided on flag %s: %w", flag, err)
	}
	defer rows.Close()
	for rows.Next() {
		var d Decision
		var times, agents, items uint64
		if err := rows.Scan(&d.First, &d.Last, &times, &d.Action, &d.State, &d.Mode, &d.By, &d.Rule, &d.Reason, &agents, &items); err != nil {
			return nil, fmt.Errorf("reading a decision on flag %s: %w", flag, err)
		}
		d.Times, d.Agents, d.Items = int(times), int(agents), int(items)
		list = append(list, d)
	}
	return list, rows.Err()
}
