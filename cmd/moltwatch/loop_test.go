package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

// The whole loop, as `moltwatch demo` shows it: agents, forum, Kafka, ClickHouse, detectors,
// moderator, and a ban that the forum enforces; until Ctrl-C, as by default. On the embedded broker, and in make chaos on
// Apache Kafka as well.
func TestRingIsBannedAndNobodyElse(t *testing.T) {
	brokers := map[string]func(*testing.T) []string{"embedded": func(*testing.T) []string { return nil }}
	if os.Getenv("CHAOS_KILLS") != "" {
		brokers["apache"] = func(t *testing.T) []string { return []string{"--kafka", testparts.ApacheKafka(t)} }
	}
	for name, args := range brokers {
		t.Run(name, func(t *testing.T) {
			p := start(t, append([]string{"demo", "--json"}, args(t)...)...)
			eventually(t, 3*time.Minute, "all of the ring are refused", func() bool {
				return strings.Count(p.output.String(), "is refused, and stops") == 12
			})
			if code := p.stop(); code != exitOK {
				t.Fatalf("exit %d:\n%s", code, p.output)
			}
			said := p.output.String()
			var report demoReport
			if err := json.Unmarshal([]byte(said[strings.Index(said, "\n{\n")+1:]), &report); err != nil {
				t.Fatalf("the report cannot be read: %v\n%s", err, said)
			}
			if report.RingBanned != 12 || report.HonestBanned != 0 || report.Actions < 100 || report.OnsetToBan <= 0 || report.RingItemsBefore == 0 {
				t.Errorf("the report says %+v", report)
			}
			for _, part := range []string{"watch it live", "reef begins: 12 accounts", "copypasta flags", "clawd: ban", "is refused, and stops"} {
				if !strings.Contains(said, part) {
					t.Errorf("it never says %q:\n%s", part, said)
				}
			}
		})
	}
}

func TestDemoWithoutTimeFails(t *testing.T) {
	p := start(t, "demo", "--for", "2s")
	if code := p.wait(time.Minute); code != exitFailed || !strings.Contains(p.output.String(), "was not banned") {
		t.Errorf("exit %d:\n%s", code, p.output)
	}
}
