package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// Publisher takes records in order; *bus.Producer is one.
type Publisher interface {
	Publish(ctx context.Context, records []bus.Record) error
}

// Config says what to watch. URL, StatePath and Publisher are required.
type Config struct {
	URL       string        // scheme, host and port of the forum; /api/v1 is added
	Key       string        // bearer key of a reader; empty: the forum is read as a stranger
	Forum     string        // its name in actions; empty: the host's
	StatePath string        // file that keeps what was read and what is to be published
	Every     time.Duration // from the start of a round to the start of the next; default 30 s
	Gap       time.Duration // least time between two requests; default 1.1 s
	Follow    time.Duration // how long a post's thread is read after it was made; default 24 h
	HTTP      *http.Client
	Publisher Publisher
	Logger    *slog.Logger
}

// Defaults of Config.
const (
	DefaultEvery  = 30 * time.Second
	DefaultGap    = 1100 * time.Millisecond
	DefaultFollow = 24 * time.Hour
)

// Poller is the service. Create it with New, run it once.
type Poller struct {
	cfg   Config
	state *state
	forum *courtesy
	log   *slog.Logger
	wake  chan struct{} // something is in the outbox

	unclear map[string]int // threads in which something could not be read, and how often
}

// New opens the state file and checks the configuration.
func New(ctx context.Context, cfg Config) (*Poller, error) {
	base, err := url.Parse(cfg.URL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, fmt.Errorf("the forum's address %q is not http(s)://host[:port]", cfg.URL)
	}
	if cfg.Publisher == nil || cfg.StatePath == "" {
		return nil, errors.New("a poller needs a publisher and a state file")
	}
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{{&cfg.Every, DefaultEvery}, {&cfg.Gap, DefaultGap}, {&cfg.Follow, DefaultFollow}} {
		if *d.value == 0 {
			*d.value = d.fallback
		}
		if *d.value < 0 {
			return nil, fmt.Errorf("a poller cannot wait for %s", *d.value)
		}
	}
	if cfg.Forum == "" {
		cfg.Forum = base.Hostname()
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{Timeout: 30 * time.Second}
	}
	state, err := openState(ctx, cfg.StatePath, "poll-"+cfg.Forum)
	if err != nil {
		return nil, err
	}
	return &Poller{
		cfg: cfg, state: state, log: cfg.Logger, wake: make(chan struct{}, 1), unclear: map[string]int{},
		forum: &courtesy{
			http: cfg.HTTP, base: strings.TrimRight(cfg.URL, "/") + "/api/v1", key: cfg.Key, gap: cfg.Gap, log: cfg.Logger,
		},
	}, nil
}

// Run polls until ctx ends, and then returns nil, or until the forum refuses for good.
func (p *Poller) Run(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, p.state.close()) }()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return ended(ctx, p.crawl(ctx)) })
	group.Go(func() error { return ended(ctx, p.publish(ctx)) })
	return group.Wait()
}

// ended turns the error of a context that was ended on purpose into nil.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
