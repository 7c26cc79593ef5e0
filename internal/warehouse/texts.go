package warehouse

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
)

//go:embed query/insert_text_features.sql
var insertTextFeatures string

//go:embed query/missing_bands.sql
var missingBands string

//go:embed query/stored_texts.sql
var storedTexts string

// Texts is a block of rows for the table text_features; see Actions, whose promises it keeps.
type Texts struct {
	partition                           proto.ColUInt32
	offset                              proto.ColInt64
	seen, at                            proto.ColDateTime64
	id, agentID, postID, parentID       proto.ColStr
	targetID, targetAgentID             proto.ColStr
	kind, submolt, model                word
	vector                              proto.ColInt8
	embedding                           proto.ColArr[int8]
	foreign, injection, repeats         proto.ColFloat32
	injectionStart, injectionEnd        proto.ColUInt32
	secretWords, linkWords, walletWords proto.ColStr
	secrets, links, wallets             proto.ColArr[string]
	runes, piece                        proto.ColUInt32
	origin, wordsHash, band             proto.ColUInt64
	bands                               proto.ColArr[uint64]
	pieces                              proto.ColArr[uint32]

	columns proto.Input // in the order of query/insert_text_features.sql
}

func (b *Texts) init() {
	b.seen.WithPrecision(proto.PrecisionMicro)
	b.at.WithPrecision(proto.PrecisionMicro)
	b.kind.init()
	b.submolt.init()
	b.model.init()
	b.embedding.Data = &b.vector
	b.secrets.Data, b.links.Data, b.wallets.Data = b.secretWords.LowCardinality(), &b.linkWords, &b.walletWords
	b.bands.Data, b.pieces.Data = &b.band, &b.piece
	b.columns = proto.Input{
		{Name: "kafka_partition", Data: &b.partition}, {Name: "kafka_offset", Data: &b.offset}, {Name: "seen", Data: &b.seen},
		{Name: "action_id", Data: &b.id}, {Name: "time", Data: &b.at}, {Name: "kind", Data: &b.kind}, {Name: "agent_id", Data: &b.agentID},
		{Name: "submolt", Data: &b.submolt}, {Name: "post_id", Data: &b.postID}, {Name: "parent_id", Data: &b.parentID},
		{Name: "target_id", Data: &b.targetID}, {Name: "target_agent_id", Data: &b.targetAgentID},
		{Name: "origin", Data: &b.origin}, {Name: "embedding", Data: &b.embedding}, {Name: "embedding_model", Data: &b.model}, {Name: "foreign_letters", Data: &b.foreign}, {Name: "injection", Data: &b.injection},
		{Name: "injection_start", Data: &b.injectionStart}, {Name: "injection_end", Data: &b.injectionEnd}, {Name: "repeats", Data: &b.repeats},
		{Name: "secrets", Data: &b.secrets}, {Name: "links", Data: &b.links}, {Name: "wallets", Data: &b.wallets},
		{Name: "runes", Data: &b.runes}, {Name: "words_hash", Data: &b.wordsHash}, {Name: "bands", Data: &b.bands}, {Name: "pieces", Data: &b.pieces},
	}
}

// Len counts the rows.
func (b *Texts) Len() int { return len(b.offset) }

// Offset gives the Kafka offset of row i.
func (b *Texts) Offset(i int) int64 { return b.offset[i] }

// ID gives the id of row i's action. It lies in the block: keep it no longer than the block is.
func (b *Texts) ID(i int) []byte { return b.id.RowBytes(i) }

// AppendAction adds what a row has of its action, copying what it needs of a. Its features
// follow by AppendFeatures, in the same order, before anything else is done with the block.
func (b *Texts) AppendAction(a *event.Action, p Place) {
	if b.columns == nil {
		b.init()
	}
	b.partition.Append(p.Partition)
	b.offset.Append(p.Offset)
	b.seen.Append(p.Seen)
	b.id.Append(a.ID)
	b.at.Append(a.Time.Time)
	b.kind.Append(string(a.Kind))
	b.agentID.Append(a.Agent.ID)
	b.submolt.Append(a.Submolt)
	b.postID.Append(a.PostID)
	b.parentID.Append(a.ParentID)
	b.targetID.Append(a.Target.ID)
	b.targetAgentID.Append(a.Target.AgentID)
	b.origin.Append(hashOf(a.Origin))
}

// hashOf gives the column origin; see schema/0029_text_origin.sql.
func hashOf(o event.Origin) uint64 {
	if o.Net == "" || o.Client == "" {
		return 0
	}
	return xxhash.Sum64String(o.Net + "\x00" + o.Client)
}

// AppendFeatures adds what a row has of its text, copying what it needs of f.
func (b *Texts) AppendFeatures(f *textfeatures.Features) {
	b.embedding.Append(f.Embedding[:])
	b.model.Append(f.Model)
	b.foreign.Append(float32(f.Foreign))
	b.injection.Append(float32(f.Injection))
	b.injectionStart.Append(uint32(f.InjectionStart))
	b.injectionEnd.Append(uint32(f.InjectionEnd))
	b.repeats.Append(float32(f.Repeats))
	b.secrets.Append(f.Secrets)
	b.links.Append(f.Links)
	b.wallets.Append(f.Wallets)
	b.runes.Append(uint32(f.Runes))
	b.wordsHash.Append(f.WordsHash)
	b.bands.Append(f.Bands)
	b.pieces.Append(f.Pieces)
}

// Reset empties the block and keeps its memory.
func (b *Texts) Reset() { b.columns.Reset() }

// Select gives a block of the rows for which keep says true.
func (b *Texts) Select(keep func(i int) bool) *Texts {
	out := &Texts{}
	out.init()
	selectRows(out.columns, b.columns, b.Len(), keep)
	return out
}

// Insert stores the block in w as one insert, as that of Actions does.
func (b *Texts) Insert(ctx context.Context, w *Warehouse, token string) (repeated bool, err error) {
	if b.Len() == 0 {
		return false, nil
	}
	return w.insertOnce(ctx, insertTextFeatures, token, b.columns)
}

// StoredTexts tells which offsets in [from, to) of a partition are in the table text_features,
// and how often: more than once would be a broken promise.
func (w *Warehouse) StoredTexts(ctx context.Context, partition uint32, from, to int64) (map[int64]int, error) {
	return w.offsetsIn(ctx, storedTexts, partition, from, to)
}

// RepairBands makes text_bands hold the bands and the hashed names that the offsets [from, to) of a partition have in
// text_features, and returns how many rows were missing.
func (w *Warehouse) RepairBands(ctx context.Context, partition uint32, from, to int64) (missing int, err error) {
	of := []any{clickhouse.Named("partition", partition), clickhouse.Named("from", from), clickhouse.Named("to", to)}
	var n uint64
	if err := w.conn.QueryRow(ctx, "SELECT count() FROM (\n"+missingBands+")", of...).Scan(&n); err != nil {
		return 0, fmt.Errorf("comparing the bands of partition %d with its texts: %w", partition, err)
	}
	if n == 0 {
		return 0, nil
	}
	const insert = "INSERT INTO text_bands (band, seen, kafka_partition, kafka_offset, agent_id) SETTINGS insert_deduplicate = 0\n"
	if err := w.conn.Exec(ctx, insert+missingBands, of...); err != nil {
		return int(n), fmt.Errorf("storing %d missing bands of partition %d: %w", n, partition, err)
	}
	return int(n), nil
}
