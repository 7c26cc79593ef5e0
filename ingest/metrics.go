package ingest

import (
	"fmt"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what this consumer did for a stage since it started; ingest_progress has what
// all did.
type metrics struct {
	rows, duplicates, letters, late, corrected prometheus.Counter
	blockRows                                  prometheus.Histogram
	delay                                      prometheus.Histogram
	lag, watermark                             *prometheus.GaugeVec
}

func newMetrics(registry prometheus.Registerer, stage string) (*metrics, error) {
	labels := prometheus.Labels{"stage": stage}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "moltwatch_ingest_" + name + "_total", Help: help, ConstLabels: labels})
	}
	gauges := func(name, help string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "moltwatch_ingest_" + name, Help: help, ConstLabels: labels}, []string{"partition"})
	}
	m := &metrics{
		rows:       counter("rows", "Rows stored."),
		duplicates: counter("duplicates", "Records dropped because their producer had said them before."),
		letters:    counter("dead_letters", "Records that could not be taken: see moltwatch deadletters list."),
		late:       counter("late", "Rows stored after the watermark had passed their time."),
		corrected:  counter("corrected_counts", "What views had made and did not say what the rows say, and was corrected after a fault: counts a minute, or bands."),
		blockRows: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "moltwatch_ingest_block_rows", Help: "Rows of each insert.", ConstLabels: labels, Buckets: prometheus.ExponentialBuckets(1, 4, 9),
		}),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "moltwatch_ingest_delay_seconds", Help: "From when the broker took the first record of a block until the block can be read in ClickHouse.", ConstLabels: labels,
			Buckets: []float64{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400},
		}),
		lag:       gauges("lag_records", "Records of a partition that are not read yet."),
		watermark: gauges("watermark_seconds", "Event time up to which a partition is complete, in seconds since 1970."),
	}
	if registry == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.rows, m.duplicates, m.letters, m.late, m.corrected, m.blockRows, m.delay, m.lag, m.watermark} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the metrics of ingest: %w", err)
		}
	}
	return m, nil
}

// fetched tells how far behind a partition is.
func (m *metrics) fetched(partition int, lag int64) {
	m.lag.WithLabelValues(strconv.Itoa(partition)).Set(float64(max(0, lag)))
}

// stored tells of a block that is in ClickHouse, with the progress before and after it.
func (m *metrics) stored(partition, rows int, began, watermark time.Time, before, after counts) {
	m.rows.Add(float64(rows))
	if rows > 0 {
		m.blockRows.Observe(float64(rows))
	}
	m.duplicates.Add(float64(after.duplicates - before.duplicates))
	m.letters.Add(float64(after.letters - before.letters))
	m.late.Add(float64(after.late - before.late))
	m.delay.Observe(max(0, time.Since(began).Seconds()))
	if !watermark.IsZero() {
		m.watermark.WithLabelValues(strconv.Itoa(partition)).Set(float64(watermark.UnixMilli()) / 1000)
	}
}

// released forgets a partition that is another consumer's from now on.
func (m *metrics) released(partition int) {
	m.lag.DeleteLabelValues(strconv.Itoa(partition))
	m.watermark.DeleteLabelValues(strconv.Itoa(partition))
}

// counts are those of a partition's progress that metrics tell of.
type counts struct{ duplicates, letters, late uint64 }
