package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/obs"
)

// Config is what the service needs.
type Config struct {
	Listener       net.Listener
	Bus            *bus.Bus
	Logger         *slog.Logger
	History        int      // frames that are kept for readers; 0: 4096
	MaxClients     int      // connections at a time; 0: 1000
	AllowedOrigins []string // beside the page's own, as https://host
}

// Live is the service. Create it with New, run it once.
type Live struct {
	Config
	ring    *ring
	recent  *recent
	aside   aside
	tally   *tally
	clients chan struct{} // a slot each

	gate   sync.Mutex
	closed bool           // behind gate: nobody enters any more
	open   sync.WaitGroup // those who have entered
}

// New checks the configuration.
func New(cfg Config) (*Live, error) {
	if cfg.Listener == nil || cfg.Bus == nil {
		return nil, errors.New("the live view needs a listener and a bus")
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	cfg.Logger = slog.New(obs.Fold(cfg.Logger.Handler(), obs.TLSHandshakeFailed))
	if cfg.History == 0 {
		cfg.History = 4096
	}
	if cfg.MaxClients == 0 {
		cfg.MaxClients = 1000
	}
	return &Live{
		Config: cfg, ring: newRing(cfg.History), recent: &recent{}, tally: newTally(),
		clients: make(chan struct{}, cfg.MaxClients),
	}, nil
}

const shutdownTimeout = 3 * time.Second

// Run serves until ctx ends; then it returns nil.
func (l *Live) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	server := &http.Server{
		Handler: l.routes(), ErrorLog: obs.ServerLog(l.Logger), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	group.Go(func() error {
		if err := server.Serve(l.Listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving the live view: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		err := server.Shutdown(stop) // websockets are not its business: they end with ctx
		l.close()
		if err != nil {
			return server.Close()
		}
		return nil
	})
	for _, t := range []struct {
		topic string
		from  bus.Start
	}{{bus.TopicActions, bus.Last}, {bus.TopicFlags, bus.First}, {bus.TopicDecisions, bus.First}} {
		group.Go(func() error {
			return l.Bus.Tail(ctx, bus.TailConfig{Topic: t.topic, From: t.from}, func(_ context.Context, m bus.Message) error {
				l.take(m)
				return nil
			})
		})
	}
	group.Go(func() error { l.tick(ctx); return nil })
	return group.Wait()
}

// take turns a record into a frame. What cannot be read is ingest's dead letter, not ours.
func (l *Live) take(m bus.Message) {
	f, err := newFrame(m)
	if err != nil {
		l.Logger.Debug("a record is not shown", "topic", m.Topic, "partition", m.Partition, "offset", m.Offset, "error", err)
		return
	}
	if f == nil {
		return
	}
	if f.ends != (ending{}) {
		l.withhold(f.ends)
	}
	if f.unseen {
		l.aside.put(f)
		f = f.withheld()
	}
	l.tally.add(f, m.Time)
	l.recent.add(f)
	l.ring.add(f)
	if f.shows != "" {
		l.tellAnew(f.shows)
	}
	if f.frees != "" {
		l.tellAllAnew(f.frees)
	}
}

// tick sends the counts of the second that has passed.
func (l *Live) tick(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			l.ring.add(l.tally.frame(now))
		}
	}
}
