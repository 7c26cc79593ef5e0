package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/kafka"
	"github.com/moltwatch/moltwatch/deploy/embedded/kraft"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/pause"
)

// restartable is a part that can be stopped and started again at the same address.
type restartable struct {
	start func() (stop func() error, err error)
	stop  func() error
}

func begin(t *testing.T, start func() (func() error, error)) *restartable {
	t.Helper()
	r := &restartable{start: start}
	r.again(t)
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// again starts it; it must not run.
func (r *restartable) again(t *testing.T) {
	t.Helper()
	stop, err := r.start()
	if errors.Is(err, kraft.ErrUnavailable) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.stop = stop
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// restartableBrokers are the brokers of the fault suite, each at an address that stays.
var restartableBrokers = map[string]func(t *testing.T) (addr string, broker *restartable){
	"embedded": func(t *testing.T) (string, *restartable) {
		dir, port := t.TempDir(), freePort(t)
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), begin(t, func() (func() error, error) {
			b, err := kafka.Start(context.Background(), kafka.Config{DataDir: filepath.Join(dir, "kafka"), Port: port})
			if err != nil {
				return nil, err
			}
			return b.Stop, nil
		})
	},
	"apache": func(t *testing.T) (string, *restartable) {
		dir, port := t.TempDir(), freePort(t)
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), begin(t, func() (func() error, error) {
			b, err := kraft.Start(context.Background(), kraft.Config{Dir: dir, Port: port})
			if err != nil {
				return nil, err
			}
			return b.Stop, nil
		})
	},
}

// killable is a ClickHouse of this test's own that can be killed, at an address that stays.
func killable(t *testing.T) (dsn string, server *restartable) {
	t.Helper()
	dir, port := filepath.Join(t.TempDir(), "clickhouse"), freePort(t)
	r := begin(t, func() (func() error, error) {
		s, err := clickhouse.Start(context.Background(), clickhouse.Config{DataDir: dir, TCPPort: port})
		if err != nil {
			return nil, err
		}
		dsn = s.DSN()
		return s.Kill, nil
	})
	return dsn, r
}

// chaosVariable is set in make chaos, to how often ingest is killed on each broker.
const chaosVariable = "CHAOS_KILLS"

// chaosKills is how often ingest is killed: a few times in the suite, more in make chaos.
func chaosKills(t *testing.T) int {
	t.Helper()
	text := os.Getenv(chaosVariable)
	if text == "" {
		return 6
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, want a number", chaosVariable, text)
	}
	return n
}

// aheadAtMost is how many actions a talking producer is before what is stored of their texts: seconds of
// work for a consumer, so that each that is killed has some in hand, and no more to work off at the end.
const aheadAtMost = 400

// talk says random amounts until ctx ends, and says some of it again, as a producer does that
// was not sure that it got through.
func (s *stage) talk(ctx context.Context, random *rand.Rand) {
	var stored uint64
	for ctx.Err() == nil {
		if uint64(len(s.accepted)) > stored+aheadAtMost {
			// A ClickHouse that is away has stored what it had.
			_ = s.warehouse.Conn().QueryRow(ctx, "SELECT count() FROM text_features").Scan(&stored)
		}
		if uint64(len(s.accepted)) > stored+aheadAtMost {
			pause.For(ctx, 50*time.Millisecond)
			continue
		}
		said := s.say(random.IntN(60))
		if random.IntN(3) == 0 {
			s.publish(said...)
		}
		if random.IntN(5) == 0 {
			s.publish(bus.Record{Key: []byte(fmt.Sprint("agent-", random.IntN(17))), Value: []byte("{")})
			s.poisoned++
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(random.IntN(60)) * time.Millisecond):
		}
	}
}

// talks lets a producer talk until the returned function is called.
func (s *stage) talks(random *rand.Rand) (quiet func()) {
	ctx, cancel := context.WithCancel(s.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.talk(ctx, random)
	}()
	quiet = func() {
		cancel()
		<-done
	}
	s.Cleanup(quiet)
	return quiet
}

// Ingest is killed at random moments while a producer goes on; now and then ClickHouse is, with
// inserts under way, and the broker restarts. Nothing is lost, nothing is there twice, and each
// rollup is what its actions say.
func TestNothingIsLostOrDoubledWhateverIsKilled(t *testing.T) {
	for name, start := range restartableBrokers {
		t.Run(name, func(t *testing.T) {
			addr, broker := start(t)
			dsn, server := killable(t)
			s := newStageWith(t, bus.Config{Brokers: []string{addr}}, dsn)
			s.session, s.limits.AuditAfter = time.Second, 3*time.Second
			random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
			quiet := s.talks(rand.New(rand.NewPCG(5, 9)))
			working, kills := 0, chaosKills(t)
			for kill := range kills {
				c := s.child(addr, dsn)
				if c.says("partitions assigned", 10*time.Second) {
					working++
				}
				time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond) // a random moment, not a wait
				switch kill % 6 {
				case 2:
					if err := server.stop(); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Duration(random.IntN(1000)) * time.Millisecond)
					server.again(t)
					time.Sleep(time.Duration(random.IntN(1000)) * time.Millisecond)
				case 5:
					if err := broker.stop(); err != nil {
						t.Fatal(err)
					}
					broker.again(t)
				}
				c.kill()
				if kill%20 == 19 {
					t.Logf("%d of %d kills", kill+1, kills)
				}
			}
			quiet()
			s.say(1)
			said := &logged{}
			s.consumerThatLogs(said.logger())
			defer func() {
				if t.Failed() {
					t.Logf("the last consumer said:\n%s", said)
				}
			}()
			s.settle()
			s.check()
			if working < kills/2 {
				t.Errorf("only %d of %d consumers got to work before they were killed: this shows nothing", working, kills)
			}
			if letters := len(s.letters()); letters < s.poisoned {
				t.Errorf("%d dead letters for %d poisoned records", letters, s.poisoned)
			}
			t.Logf("%d actions, %d kills, %d of them at work, %d poisoned", len(s.accepted), kills, working, s.poisoned)
		})
	}
}

// A consumer that is stalled for longer than its session loses its partitions. When it wakes it
// still holds a block and sends it, though another has stored it since.
func TestAStalledConsumerThatWakesDoublesNothing(t *testing.T) {
	for name, start := range eachInChaos(restartableBrokers, "apache") {
		t.Run(name, func(t *testing.T) {
			addr, _ := start(t)
			dsn, _ := killable(t)
			s := newStageWith(t, bus.Config{Brokers: []string{addr}}, dsn)
			s.session, s.limits.AuditAfter = time.Second, 2*time.Second
			random := rand.New(rand.NewPCG(2, 3))
			quiet := s.talks(rand.New(rand.NewPCG(6, 4)))
			first := s.child(addr, dsn)
			if !first.says("partitions assigned", 20*time.Second) {
				t.Fatal("the first consumer was given nothing")
			}
			for range 3 {
				time.Sleep(time.Duration(300+random.IntN(500)) * time.Millisecond) // at a random moment of its work
				first.signal(syscall.SIGSTOP)
				second := s.child(addr, dsn)
				if !second.says("partitions assigned", 30*time.Second) {
					t.Fatal("nobody took over from the stalled consumer")
				}
				time.Sleep(500 * time.Millisecond) // it works for a while
				first.signal(syscall.SIGCONT)
				if !first.says("partitions assigned", 30*time.Second) {
					t.Fatal("the one that woke did not come back")
				}
				second.kill()
			}
			quiet()
			s.say(1)
			s.settle()
			s.check()
		})
	}
}

// A consumer, then two, then four, then one, while a producer goes on.
func TestRebalancesWhileInserting(t *testing.T) {
	for name, start := range restartableBrokers {
		t.Run(name, func(t *testing.T) {
			addr, _ := start(t)
			s := newStage(t, addr)
			stops := []func(){s.consumer()}
			quiet := s.talks(rand.New(rand.NewPCG(7, 7)))
			s.progresses()
			stops = append(stops, s.consumer())
			s.progresses()
			stops = append(stops, s.consumer(), s.consumer())
			s.progresses()
			for _, stop := range stops[:3] {
				stop()
			}
			s.progresses()
			quiet()
			s.say(1)
			s.settle()
			s.check()
		})
	}
}

// progresses waits until more rows are stored in each partition.
func (s *stage) progresses() {
	s.Helper()
	rows := func() map[uint32]uint64 {
		progress, err := s.warehouse.Progress(s.Context(), "actions")
		if err != nil {
			s.Fatal(err)
		}
		all := map[uint32]uint64{}
		for partition, p := range progress {
			all[partition] = p.Rows
		}
		return all
	}
	before := rows()
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		more, now := 0, rows()
		for partition, n := range now {
			if n > before[partition] {
				more++
			}
		}
		if more == 3 {
			return
		}
		if time.Now().After(deadline) {
			s.Fatalf("no progress: %v, then %v", before, now)
		}
	}
}
