package warehouse

import (
	"context"
	_ "embed"
	"strconv"
	"time"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"

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

// Actions is a block of rows for the table actions, in the form that the native protocol
// sends. The zero value is empty and ready; Reset keeps its memory for the next block, so
// that a block that is used again allocates nothing.
type Actions struct {
	partition                                            proto.ColUInt32
	offset, value                                        proto.ColInt64
	brokerTime, seen, at                                 proto.ColDateTime64
	late                                                 proto.ColBool
	seq                                                  proto.ColUInt64
	producer, forum, kind, targetKind, submolt           word
	id, agentID, agentName                               proto.ColStr
	originAddr, originNet, originClient                  proto.ColStr
	originOwner, originKey                               proto.ColStr
	targetID, targetAgentID, postID, parentID            proto.ColStr
	title, text, sha, url, reason, traceparent, itemText proto.ColStr
	rationale                                            proto.ColStr
	confidence                                           proto.ColFloat32
	textLen                                              proto.ColUInt32
	items                                                proto.ColArr[string]

	columns proto.Input // in the order of query/insert_actions.sql
}

func (b *Actions) init() {
	b.brokerTime.WithPrecision(proto.PrecisionMilli)
	b.seen.WithPrecision(proto.PrecisionMicro)
	b.at.WithPrecision(proto.PrecisionMicro)
	b.items.Data = &b.itemText
	for _, w := range []*word{&b.producer, &b.forum, &b.kind, &b.targetKind, &b.submolt} {
		w.init()
	}
	b.columns = proto.Input{
		{Name: "kafka_partition", Data: &b.partition}, {Name: "kafka_offset", Data: &b.offset}, {Name: "broker_time", Data: &b.brokerTime},
		{Name: "producer", Data: &b.producer}, {Name: "seq", Data: &b.seq}, {Name: "seen", Data: &b.seen}, {Name: "late", Data: &b.late},
		{Name: "id", Data: &b.id}, {Name: "forum", Data: &b.forum}, {Name: "time", Data: &b.at}, {Name: "kind", Data: &b.kind},
		{Name: "agent_id", Data: &b.agentID}, {Name: "agent_name", Data: &b.agentName},
		{Name: "origin_addr", Data: &b.originAddr}, {Name: "origin_net", Data: &b.originNet}, {Name: "origin_client", Data: &b.originClient},
		{Name: "origin_owner", Data: &b.originOwner}, {Name: "origin_key", Data: &b.originKey},
		{Name: "target_kind", Data: &b.targetKind}, {Name: "target_id", Data: &b.targetID}, {Name: "target_agent_id", Data: &b.targetAgentID},
		{Name: "submolt", Data: &b.submolt}, {Name: "post_id", Data: &b.postID}, {Name: "parent_id", Data: &b.parentID},
		{Name: "title", Data: &b.title}, {Name: "text", Data: &b.text}, {Name: "text_len", Data: &b.textLen}, {Name: "text_sha256", Data: &b.sha},
		{Name: "url", Data: &b.url}, {Name: "value", Data: &b.value}, {Name: "items", Data: &b.items}, {Name: "reason", Data: &b.reason},
		{Name: "traceparent", Data: &b.traceparent}, {Name: "rationale", Data: &b.rationale}, {Name: "confidence", Data: &b.confidence},
	}
}

// Len counts the rows.
func (b *Actions) Len() int { return len(b.offset) }

// Offset gives the Kafka offset of row i.
func (b *Actions) Offset(i int) int64 { return b.offset[i] }

// ID gives the id of row i. It lies in the block: keep it no longer than the block is.
func (b *Actions) ID(i int) []byte { return b.id.RowBytes(i) }

// Time gives the event time of row i.
func (b *Actions) Time(i int) time.Time { return b.at.Data[i].Time(proto.PrecisionMicro).UTC() }

// Append adds one row, copying what it needs of a.
func (b *Actions) Append(a *event.Action, p Place) {
	if b.columns == nil {
		b.init()
	}
	b.partition.Append(p.Partition)
	b.offset.Append(p.Offset)
	b.brokerTime.Append(p.BrokerTime)
	b.seen.Append(p.Seen)
	b.late.Append(p.Late)
	b.producer.Append(a.Producer)
	b.seq.Append(a.Seq)
	b.id.Append(a.ID)
	b.forum.Append(a.Forum)
	b.at.Append(a.Time.Time)
	b.kind.Append(string(a.Kind))
	b.agentID.Append(a.Agent.ID)
	b.agentName.Append(a.Agent.Name)
	b.originAddr.Append(a.Origin.Addr)
	b.originNet.Append(a.Origin.Net)
	b.originClient.Append(a.Origin.Client)
	b.originOwner.Append(a.Origin.Owner)
	b.originKey.Append(a.Origin.Key)
	b.targetKind.Append(a.Target.Kind)
	b.targetID.Append(a.Target.ID)
	b.targetAgentID.Append(a.Target.AgentID)
	b.submolt.Append(a.Submolt)
	b.postID.Append(a.PostID)
	b.parentID.Append(a.ParentID)
	b.title.Append(a.Title)
	b.text.Append(a.Text)
	b.textLen.Append(a.TextLen)
	b.sha.Append(a.TextSHA256)
	b.url.Append(a.URL)
	b.value.Append(a.Value)
	b.items.Append(a.Items)
	b.reason.Append(a.Reason)
	b.traceparent.Append(a.Traceparent)
	b.rationale.Append(a.Rationale)
	b.confidence.Append(float32(a.Confidence))
}

// Reset empties the block and keeps its memory.
func (b *Actions) Reset() { b.columns.Reset() }

// Select gives a block of the rows for which keep says true.
func (b *Actions) Select(keep func(i int) bool) *Actions {
	out := &Actions{}
	out.init()
	selectRows(out.columns, b.columns, b.Len(), keep)
	return out
}

// Insert stores the block in w as one insert. Under the same token the same block is stored
// once however often it is sent, and so is what the views make of it. repeated reports that
// ClickHouse had the token already, of the table or of a view, and left out what belongs to it.
//
// It is no method of Warehouse, for whoever names that type would compile the hundreds of columns of the native protocol
// that this one is made of.
func (b *Actions) Insert(ctx context.Context, w *Warehouse, token string) (repeated bool, err error) {
	if b.Len() == 0 {
		return false, nil
	}
	return w.insertOnce(ctx, insertActions, token, b.columns)
}

// insertOnce sends columns under a deduplication token.
func (w *Warehouse) insertOnce(ctx context.Context, query, token string, columns proto.Input) (repeated bool, err error) {
	return w.inserts.insert(ctx, query+"\nVALUES", columns, []ch.Setting{
		{Key: "insert_deduplication_token", Value: token, Important: true},
		{Key: "deduplicate_blocks_in_dependent_materialized_views", Value: "1", Important: true},
		// Into a Distributed table: answer when the shards have it.
		{Key: "distributed_foreground_insert", Value: "1", Important: true},
		// What a caller has given up must not be stored much later.
		{Key: "max_execution_time", Value: strconv.Itoa(int(insertWithin.Seconds())), Important: true},
		// A poisoned clock may spread a block over many months; it is stored all the same.
		{Key: "max_partitions_per_insert_block", Value: "0", Important: true},
	})
}
