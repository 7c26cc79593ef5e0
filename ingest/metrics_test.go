package ingest_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
)

func TestMetricsSayWhatWasDone(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	registry := prometheus.NewRegistry()
	s.metrics = registry
	said := s.say(50)
	s.publish(said[:50]...)
	s.publish(bus.Record{Key: []byte("agent-1"), Value: []byte("{")})
	s.say(1)
	s.consumer()
	s.settle()
	found := gathered(t, registry)
	for name, want := range map[string]float64{
		"moltwatch_ingest_rows_total": 2 * 51, "moltwatch_ingest_duplicates_total": 2 * 50, "moltwatch_ingest_dead_letters_total": 1,
		"moltwatch_ingest_late_total": 0, "moltwatch_ingest_lag_records": 0, "moltwatch_ingest_corrected_counts_total": 0,
	} {
		if got, ok := found[name]; !ok || got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{"moltwatch_ingest_delay_seconds", "moltwatch_ingest_block_rows", "moltwatch_ingest_watermark_seconds"} {
		if found[name] == 0 {
			t.Errorf("%s tells nothing", name)
		}
	}
}

// gathered gives what a registry tells, summed over labels.
func gathered(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			found[family.GetName()] += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return found
}
