package sybil

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Ties are read range by range of the smaller number of a pair, which lies anywhere: it is a hash. Where there are few ties, one
// range is all.
const (
	mostRanges   = 32
	rowsOfARange = 1 << 20 // or more, if there are so many ranges
	atOnce       = 2       // ranges: what a small ClickHouse has of cores
)

//go:embed ties.sql
var tiesQuery string

// tiesOf gives the agents that dealt with each other as of a time, rising, and who with whom.
func tiesOf(ctx context.Context, w *warehouse.Warehouse, at time.Time) (nodes []uint64, edges [][2]int32, err error) {
	ranges, err := rangesOf(ctx, w)
	if err != nil {
		return nil, nil, err
	}
	return tiesIn(ctx, w, at, ranges)
}

// rangesOf gives in how many ranges the ties are read, a power of two.
func rangesOf(ctx context.Context, w *warehouse.Warehouse) (uint64, error) {
	var rows uint64 // of all days, which ClickHouse knows
	if err := w.Conn().QueryRow(ctx, "SELECT count() FROM ties").Scan(&rows); err != nil {
		return 0, fmt.Errorf("counting who dealt with whom: %w", err)
	}
	return min(uint64(1)<<bits.Len64(rows/rowsOfARange), mostRanges), nil
}

// tiesIn is tiesOf, read in so many ranges, a power of two.
func tiesIn(ctx context.Context, w *warehouse.Warehouse, at time.Time, ranges uint64) (nodes []uint64, edges [][2]int32, err error) {
	read := make([][][2]uint64, ranges)
	last := math.MaxUint64 / ranges // how far the last number of a range is from its first
	readers, ctx := errgroup.WithContext(ctx)
	readers.SetLimit(atOnce)
	for i := range read {
		readers.Go(func() (err error) {
			least := uint64(i) * (last + 1)
			read[i], err = tiesWithin(ctx, w, at, least, least+last)
			return err
		})
	}
	if err := readers.Wait(); err != nil {
		return nil, nil, fmt.Errorf("reading who dealt with whom: %w", err)
	}
	pairs := slices.Concat(read...)
	nodes = make([]uint64, 0, 2*len(pairs))
	for _, p := range pairs {
		nodes = append(nodes, p[0], p[1])
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	edges = make([][2]int32, len(pairs))
	for i, p := range pairs {
		for end, number := range p {
			place, _ := slices.BinarySearch(nodes, number)
			edges[i][end] = int32(place)
		}
	}
	return nodes, edges, nil
}

// tiesWithin gives the pairs that dealt with each other, of those whose smaller number lies in a range.
func tiesWithin(ctx context.Context, w *warehouse.Warehouse, at time.Time, least, most uint64) (pairs [][2]uint64, err error) {
	rows, err := w.Conn().Query(ctx, tiesQuery, append(warehouse.Between(at.Add(-tiesSpan), at),
		clickhouse.Named("least", least), clickhouse.Named("most", most))...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p [2]uint64
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return nil, err
		}
		pairs = append(pairs, p)
	}
	return pairs, rows.Err()
}
