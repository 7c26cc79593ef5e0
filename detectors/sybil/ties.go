package sybil

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Ties are read range by range of the smaller number of a pair, which lies anywhere: it is a hash.
const (
	ranges = 32 // a power of two
	width  = math.MaxUint64/ranges + 1
	atOnce = 2 // ranges: what a small ClickHouse has of cores
)

//go:embed ties.sql
var tiesQuery string

// tiesOf gives the agents that dealt with each other as of a time, rising, and who with whom.
func tiesOf(ctx context.Context, w *warehouse.Warehouse, at time.Time) (nodes []uint64, edges [][2]int32, err error) {
	var read [ranges][][2]uint64
	readers, ctx := errgroup.WithContext(ctx)
	readers.SetLimit(atOnce)
	for i := range read {
		readers.Go(func() (err error) {
			read[i], err = tiesWithin(ctx, w, at, uint64(i))
			return err
		})
	}
	if err := readers.Wait(); err != nil {
		return nil, nil, fmt.Errorf("reading who dealt with whom: %w", err)
	}
	pairs := slices.Concat(read[:]...)
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

// tiesWithin gives the pairs of one range that dealt with each other.
func tiesWithin(ctx context.Context, w *warehouse.Warehouse, at time.Time, of uint64) (pairs [][2]uint64, err error) {
	rows, err := w.Conn().Query(ctx, tiesQuery, append(warehouse.Between(at.Add(-tiesSpan), at),
		clickhouse.Named("least", of*width), clickhouse.Named("most", of*width+(width-1)))...)
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
