package ingest_test

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
)

// underWay counts what writes to ClickHouse's disk.
const underWay = "SELECT (SELECT count() FROM system.merges) + (SELECT count() FROM system.processes WHERE query_kind = 'Insert')"

// While ClickHouse's disk is full ingest waits, with a word of why. Once there is room it goes on: nothing is
// lost, nothing is there twice.
func TestAFullDiskUnderClickHouseLosesNothing(t *testing.T) {
	disk := testparts.SmallDisk(t, 512<<20)
	server, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: filepath.Join(disk.Dir, "clickhouse")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Kill() })
	s := newStageWith(t, bus.Config{Brokers: []string{testparts.Kafka(t)}}, server.DSN())
	s.limits.AuditAfter = 3 * time.Second
	log := &logged{}
	s.consumerThatLogs(log.logger())
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	quiet := s.talks(rand.New(rand.NewPCG(5, 9)))
	time.Sleep(time.Duration(random.IntN(1000)) * time.Millisecond) // a random moment, not a wait
	said := len(log.String())
	disk.Fill(t, 50<<20) // less than ClickHouse keeps free
	soon(t, "what was under way to end", func() bool {
		var running uint64
		err := s.warehouse.Conn().QueryRow(t.Context(), underWay).Scan(&running)
		return err == nil && running == 0 && strings.Contains(log.String()[said:], "ingest is held up")
	})
	disk.Fill(t, 0)
	time.Sleep(time.Duration(random.IntN(1000)) * time.Millisecond)
	disk.Free(t)
	quiet()
	s.settle()
	s.check()
}

// soon polls a condition.
func soon(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !condition(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for " + what)
		}
	}
}
