package warehouse_test

import (
	"context"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed testdata/many_texts.sql
var manyTexts string

// How long it takes to find the ten nearest texts, and agents, as there are ten times more.
func BenchmarkNearest(b *testing.B) {
	w, err := warehouse.Open(b.Context(), testparts.ClickHouse(b))
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	if err := w.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	kinds := []event.Kind{event.PostCreated, event.CommentCreated}
	stored := 0
	for _, rows := range []int{10_000, 100_000, 1_000_000} {
		if err := w.Conn().Exec(b.Context(), fmt.Sprintf(manyTexts, rows-stored, stored, embedding.Name)); err != nil {
			b.Fatal(err)
		}
		if err := w.Conn().Exec(b.Context(), "OPTIMIZE TABLE text_features FINAL"); err != nil {
			b.Fatal(err)
		}
		stored = rows
		measure := func(name string, find func(ctx context.Context, v *embedding.Vector) (int, error)) {
			b.Run(fmt.Sprintf("%s/rows=%d", name, rows), func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 1))
				var took []time.Duration
				for b.Loop() {
					var sums [embedding.Dims]float64
					for i := range sums {
						sums[i] = r.NormFloat64()
					}
					var v embedding.Vector
					embedding.Quantize(&sums, &v)
					began := time.Now()
					if n, err := find(b.Context(), &v); err != nil || n != 10 {
						b.Fatal(n, err)
					}
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			})
		}
		measure("texts", func(ctx context.Context, v *embedding.Vector) (int, error) {
			found, err := w.Nearest(ctx, &warehouse.Meaning{Vector: *v, Model: embedding.Name}, kinds, time.Time{}, 10)
			return len(found), err
		})
		measure("agents", func(ctx context.Context, v *embedding.Vector) (int, error) {
			found, err := w.NearestAgents(ctx, &warehouse.Meaning{Vector: *v, Model: embedding.Name}, "", began, 10)
			return len(found), err
		})
	}
}
