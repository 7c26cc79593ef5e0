package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed query/health.sql
var health string

// Health is how the network fares in an hour. NaN: there was nothing to tell it of.
type Health struct {
	Interaction  float64 // of all ordered pairs of the agents that acted, the share of which one did something to the other
	Convergence  float64 // of the texts, the share that builds on what another agent wrote, or cites one
	Intervention float64 // of the decisions that were settled, the share in which a person had a hand

	// Of what was posted and asked in the same hour of the day before.
	Response   float64 // seconds until somebody else commented, the median of the posts that were answered within a day
	Unanswered float64 // the share of posts that nobody else commented on within a day
	HandOff    float64 // the share of tasks that another agent accepted within a day
}

// Health reads how the network fared in the hour of event time in which a time is, by the views health_*.
func (w *Warehouse) Health(ctx context.Context, at time.Time) (Health, error) {
	hour := at.UTC().Truncate(time.Hour)
	before := hour.Add(-24 * time.Hour)
	var h Health
	err := w.conn.QueryRow(ctx, health, clickhouse.Named("hour", hour.Format(time.DateTime)),
		clickhouse.Named("before", before.Format(time.DateTime)), clickhouse.Named("end", before.Add(time.Hour).Format(time.DateTime))).
		Scan(&h.Interaction, &h.Convergence, &h.Intervention, &h.Response, &h.Unanswered, &h.HandOff)
	if err != nil {
		return Health{}, fmt.Errorf("reading how the network fares at %s: %w", hour, err)
	}
	return h, nil
}
