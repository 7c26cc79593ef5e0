package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
	"unsafe"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Texts is what the stage StageText needs.
type Texts struct {
	Extractor *textfeatures.Extractor
	Embedder  embedding.Batch // gives the embeddings in place of the extractor's, and is waited for; nil: that does
	Workers   int             // how many texts are worked on at once, in all partitions; default: the cores
	Within    time.Duration   // how long one text may take beside that; then its row is stored without features; default 10 s
}

func (t Texts) orDefault() (Texts, error) {
	if t.Extractor == nil {
		return t, errors.New("the stage text of ingest needs an extractor of features")
	}
	if t.Workers == 0 {
		t.Workers = runtime.GOMAXPROCS(0)
	}
	if t.Within == 0 {
		t.Within = 10 * time.Second
	}
	if t.Workers < 1 || t.Within < time.Millisecond {
		return t, fmt.Errorf("the stage text of ingest cannot work with %d workers and %s a text", t.Workers, t.Within)
	}
	return t, nil
}

// What a text takes in memory beside its record: its row without what grows with its length; and,
// for each byte of it, the copy that is worked on and, of its pieces, four bytes for every 2.5.
const (
	textRowBytes = 1024
	textFactor   = 3
)

// textStage stores what is worked out of each action's text, a row an action that has one.
func (i *Ingest) textStage(cfg Config) (stage, error) {
	texts, err := cfg.Texts.orDefault()
	if err != nil {
		return stage{}, err
	}
	shop, err := newWorkshop(texts, cfg.Metrics, i.log)
	if err != nil {
		return stage{}, err
	}
	return stage{
		name: StageText, group: GroupText, table: "text_features",
		block: func() block {
			return &textsBlock{warehouse: i.warehouse, workshop: shop, backlog: &i.backlog, Texts: &warehouse.Texts{}}
		},
		weight: func(a *event.Action) int {
			if !textfeatures.Has(a) && a.Features == (event.Features{}) {
				return 0
			}
			return textRowBytes + textFactor*(len(a.Title)+len(a.Text))
		},
		stored: i.warehouse.StoredTexts, repair: i.warehouse.RepairBands, begin: i.afterActions,
	}, nil
}

// afterActions wants the raw rows of what a partition of another stage has behind it: a record
// without seq is told apart by what the table actions holds.
func (i *Ingest) afterActions(ctx context.Context, p warehouse.Progress) error {
	if p.Rows == 0 && p.BrokerTime.IsZero() {
		return nil // it begins where the raw rows began
	}
	all, err := i.warehouse.Progress(ctx, StageActions)
	if err != nil {
		return err
	}
	if at := all[p.Partition].NextOffset; at < p.NextOffset {
		return fmt.Errorf("the raw rows of partition %d have come to offset %d, those of stage %s to %d: "+
			"they are waited for (does an ingest work the stage %s?)", p.Partition, at, p.Stage, p.NextOffset, StageActions)
	}
	return nil
}

// textsBlock gathers texts and what goes into their rows beside the features, and then works the
// features out.
type textsBlock struct {
	warehouse *warehouse.Warehouse
	workshop  *workshop
	backlog   *backlog
	*warehouse.Texts

	erased  erased
	bytes   []byte // the texts, one after the other
	pending []pendingText
}

// pendingText is a row whose features are missing: it has a text, or features that travelled.
type pendingText struct {
	from, to int
	features *textfeatures.Features
}

func (b *textsBlock) add(a *event.Action, p warehouse.Place) {
	b.erased.hear(a)
	switch {
	case textfeatures.Has(a):
		from := len(b.bytes)
		b.bytes = textfeatures.AppendText(b.bytes, a)
		b.pending = append(b.pending, pendingText{from: from, to: len(b.bytes)})
	case a.Features != event.Features{}:
		f := &textfeatures.Features{}
		f.Arrive(&a.Features)
		b.pending = append(b.pending, pendingText{features: f})
	default:
		return
	}
	b.AppendAction(a, p)
}

// complete works the features out, in as many turns as it takes.
func (b *textsBlock) complete(ctx context.Context) error {
	const turn = 512
	kept := true
	defer b.backlog.work()()
	for at := 0; at < len(b.pending); at += turn {
		began := time.Now()
		rows := b.pending[at:min(at+turn, len(b.pending))]
		clean, err := b.workshop.work(ctx, b.texts(rows), func(i int, f *textfeatures.Features) {
			if own := rows[i].features; own != nil {
				f = own
			}
			b.AppendFeatures(f)
		})
		kept = kept && clean
		if err != nil {
			return err
		}
		b.backlog.giveWay(ctx, time.Since(began))
	}
	b.pending, b.bytes = b.pending[:0], b.bytes[:0]
	if !kept {
		b.bytes = nil // somebody still reads it
	}
	return nil
}

// texts gives those of some rows; they lie in the block.
func (b *textsBlock) texts(rows []pendingText) []string {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = unsafe.String(unsafe.SliceData(b.bytes[r.from:]), r.to-r.from)
	}
	return texts
}

func (b *textsBlock) insert(ctx context.Context, token string) (bool, error) {
	return b.Texts.Insert(ctx, b.warehouse, token)
}

func (b *textsBlock) without(stored map[int64]int) block {
	return &textsBlock{warehouse: b.warehouse, Texts: b.Select(func(i int) bool { return stored[b.Offset(i)] == 0 })}
}

func (b *textsBlock) erase(ctx context.Context) error {
	if len(b.erased) == 0 {
		return nil
	}
	return b.warehouse.EraseTexts(ctx, b.erased)
}

func (b *textsBlock) Reset() {
	b.erased = nil
	b.Texts.Reset()
}
