package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"

	"github.com/moltwatch/moltwatch/internal/event"
)

//go:embed query/insert_actions.sql
var insertActions string

// Place is where a record stood on the wire, and what ingest made of its time.
type Place struct {
	Partition  uint32
	Offset     int64
	BrokerTime time.Time
	Seen       time.Time // event time at which a tick may see the row
	Late       bool      // it came after the watermark had passed its time
}

// Actions is a block of rows for the table actions, held by column. The zero value is empty
// and ready; Reset keeps its memory for the next block.
type Actions struct {
	partition                                                []uint32
	offset                                                   []int64
	brokerTime, seen, at                                     []time.Time
	late                                                     []bool
	seq                                                      []uint64
	producer, id, forum, kind, agentID, agentName            []string
	originAddr, originNet, originClient, originOwner         []string
	originKey, targetKind, targetID, targetAgentID, submolt  []string
	postID, parentID, title, text, sha, url, reason, traceID []string
	textLen                                                  []uint32
	value                                                    []int64
	items                                                    [][]string
}

// Len counts the rows.
func (b *Actions) Len() int { return len(b.offset) }

// Offset gives the Kafka offset of row i.
func (b *Actions) Offset(i int) int64 { return b.offset[i] }

// ID gives the id of row i.
func (b *Actions) ID(i int) string { return b.id[i] }

// columns lists the columns in the order of query/insert_actions.sql.
func (b *Actions) columns() []any {
	return []any{
		&b.partition, &b.offset, &b.brokerTime, &b.producer, &b.seq, &b.seen, &b.late,
		&b.id, &b.forum, &b.at, &b.kind, &b.agentID, &b.agentName,
		&b.originAddr, &b.originNet, &b.originClient, &b.originOwner, &b.originKey,
		&b.targetKind, &b.targetID, &b.targetAgentID, &b.submolt, &b.postID, &b.parentID,
		&b.title, &b.text, &b.textLen, &b.sha, &b.url, &b.value, &b.items, &b.reason, &b.traceID,
	}
}

// Append adds one row.
func (b *Actions) Append(a *event.Action, p Place) {
	b.partition = append(b.partition, p.Partition)
	b.offset = append(b.offset, p.Offset)
	b.brokerTime = append(b.brokerTime, p.BrokerTime)
	b.seen = append(b.seen, p.Seen)
	b.late = append(b.late, p.Late)
	b.producer = append(b.producer, a.Producer)
	b.seq = append(b.seq, a.Seq)
	b.id = append(b.id, a.ID)
	b.forum = append(b.forum, a.Forum)
	b.at = append(b.at, a.Time.Time)
	b.kind = append(b.kind, string(a.Kind))
	b.agentID = append(b.agentID, a.Agent.ID)
	b.agentName = append(b.agentName, a.Agent.Name)
	b.originAddr = append(b.originAddr, a.Origin.Addr)
	b.originNet = append(b.originNet, a.Origin.Net)
	b.originClient = append(b.originClient, a.Origin.Client)
	b.originOwner = append(b.originOwner, a.Origin.Owner)
	b.originKey = append(b.originKey, a.Origin.Key)
	b.targetKind = append(b.targetKind, a.Target.Kind)
	b.targetID = append(b.targetID, a.Target.ID)
	b.targetAgentID = append(b.targetAgentID, a.Target.AgentID)
	b.submolt = append(b.submolt, a.Submolt)
	b.postID = append(b.postID, a.PostID)
	b.parentID = append(b.parentID, a.ParentID)
	b.title = append(b.title, a.Title)
	b.text = append(b.text, a.Text)
	b.textLen = append(b.textLen, a.TextLen)
	b.sha = append(b.sha, a.TextSHA256)
	b.url = append(b.url, a.URL)
	b.value = append(b.value, a.Value)
	b.items = append(b.items, a.Items)
	b.reason = append(b.reason, a.Reason)
	b.traceID = append(b.traceID, a.Traceparent)
}

// Reset empties the block and keeps its memory.
func (b *Actions) Reset() {
	for _, c := range b.columns() {
		switch s := c.(type) {
		case *[]string:
			clear(*s) // let go of the texts
			*s = (*s)[:0]
		case *[]uint32:
			*s = (*s)[:0]
		case *[]int64:
			*s = (*s)[:0]
		case *[]uint64:
			*s = (*s)[:0]
		case *[]time.Time:
			*s = (*s)[:0]
		case *[]bool:
			*s = (*s)[:0]
		case *[][]string:
			clear(*s)
			*s = (*s)[:0]
		}
	}
}

// Select gives a block of the rows for which keep says true.
func (b *Actions) Select(keep func(i int) bool) *Actions {
	out := &Actions{}
	from, to := b.columns(), out.columns()
	for i := range b.Len() {
		if !keep(i) {
			continue
		}
		for c := range from {
			switch s := from[c].(type) {
			case *[]string:
				appendOne(to[c].(*[]string), *s, i)
			case *[]uint32:
				appendOne(to[c].(*[]uint32), *s, i)
			case *[]int64:
				appendOne(to[c].(*[]int64), *s, i)
			case *[]uint64:
				appendOne(to[c].(*[]uint64), *s, i)
			case *[]time.Time:
				appendOne(to[c].(*[]time.Time), *s, i)
			case *[]bool:
				appendOne(to[c].(*[]bool), *s, i)
			case *[][]string:
				appendOne(to[c].(*[][]string), *s, i)
			}
		}
	}
	return out
}

func appendOne[T any](to *[]T, from []T, i int) { *to = append(*to, from[i]) }

// InsertActions stores a block as one insert. Under the same token the same block is stored
// once however often it is sent.
func (w *Warehouse) InsertActions(ctx context.Context, token string, b *Actions) error {
	if b.Len() == 0 {
		return nil
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"insert_deduplication_token":                         token,
		"deduplicate_blocks_in_dependent_materialized_views": 1,
		// A poisoned clock may spread a block over many months; it is stored all the same.
		"max_partitions_per_insert_block": 0,
	}))
	return w.insertColumns(ctx, insertActions, b.columns())
}

// insertColumns sends whole columns as one insert.
func (w *Warehouse) insertColumns(ctx context.Context, query string, columns []any) error {
	batch, err := w.conn.PrepareBatch(ctx, query)
	if err != nil {
		return fmt.Errorf("preparing an insert: %w", err)
	}
	defer batch.Close()
	for i, c := range columns {
		if err := appendColumn(batch.Column(i), c); err != nil {
			return fmt.Errorf("filling column %d of an insert: %w", i, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("sending an insert: %w", err)
	}
	return nil
}

func appendColumn(to interface{ Append(any) error }, c any) error {
	switch s := c.(type) {
	case *[]string:
		return to.Append(*s)
	case *[]uint32:
		return to.Append(*s)
	case *[]int64:
		return to.Append(*s)
	case *[]uint64:
		return to.Append(*s)
	case *[]time.Time:
		return to.Append(*s)
	case *[]bool:
		return to.Append(*s)
	case *[][]string:
		return to.Append(*s)
	}
	return &column.Error{ColumnType: fmt.Sprintf("%T", c), Err: fmt.Errorf("no such column")}
}
