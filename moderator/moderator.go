package moderator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/ledger"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// By is who signs decisions unless Config.By says otherwise.
const By = "clawd"

// Forum is what the moderator asks of the forum; *client.Admin is one. The same key with the
// same request must give the same answer again and change nothing.
type Forum interface {
	Sanction(ctx context.Context, key string, r client.SanctionRequest) (client.SanctionAnswer, error)
	RemoveContent(ctx context.Context, key string, r client.ContentRequest) (client.ContentAnswer, error)
}

// Config is what the moderator needs.
type Config struct {
	Bus     *bus.Bus
	Forum   Forum
	Policy  *policy.Policy
	Mode    string // event.ModeEnforce or ModeShadow, over the policy's own; empty: the policy's
	By      string // empty: By
	Logger  *slog.Logger
	Metrics prometheus.Registerer // nil: not registered

	Tries     int           // calls to the forum for one decision before it has failed; 0: 24
	FirstWait time.Duration // pause after the first, doubled up to 15 s; 0: 250 ms
}

// Moderator is the service. Create it with New, run it once.
type Moderator struct {
	judge   judge
	forum   Forum
	journal journal
	flags   flagSource
	ledger  *ledger.Ledger
	metrics *metrics
	log     *slog.Logger

	tries     int
	firstWait time.Duration
}

// New checks the configuration.
func New(cfg Config) (*Moderator, error) {
	if cfg.Bus == nil {
		return nil, errors.New("the moderator needs a bus")
	}
	return build(cfg, &topicJournal{bus: cfg.Bus, producer: cfg.Bus.Producer(bus.TopicDecisions)}, &topicFlags{cfg.Bus})
}

func build(cfg Config, j journal, flags flagSource) (*Moderator, error) {
	if cfg.Forum == nil || cfg.Policy == nil {
		return nil, errors.New("the moderator needs the forum's admin API and a policy")
	}
	if cfg.Mode == "" {
		cfg.Mode = cfg.Policy.Mode
	}
	if !slices.Contains([]string{event.ModeEnforce, event.ModeShadow}, cfg.Mode) {
		return nil, fmt.Errorf("the moderator's mode is %q, want %s or %s", cfg.Mode, event.ModeEnforce, event.ModeShadow)
	}
	if cfg.By == "" {
		cfg.By = By
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Tries == 0 {
		cfg.Tries = 24
	}
	if cfg.FirstWait == 0 {
		cfg.FirstWait = 250 * time.Millisecond
	}
	counters, err := newMetrics(cfg.Metrics)
	if err != nil {
		return nil, err
	}
	books := ledger.New()
	return &Moderator{
		judge: judge{policy: cfg.Policy, ledger: books, shadow: cfg.Mode == event.ModeShadow, by: cfg.By},
		forum: cfg.Forum, journal: j, flags: flags, ledger: books, metrics: counters, log: cfg.Logger,
		tries: cfg.Tries, firstWait: cfg.FirstWait,
	}, nil
}

// Run reads what is on record, finishes what was left unfinished, and then judges flags
// until ctx ends, when it returns nil. It ends with an error if the forum refuses the
// moderator itself, or if records were lost from the topic.
func (m *Moderator) Run(ctx context.Context) error {
	err := m.run(ctx)
	if ctx.Err() != nil && (err == nil || errors.Is(err, ctx.Err())) {
		return nil
	}
	return err
}

func (m *Moderator) run(ctx context.Context) error {
	if err := m.catchUp(ctx); err != nil {
		return err
	}
	left := len(m.ledger.Unfinished())
	m.log.Info("moderator has read its records", "records", m.ledger.Records(), "unfinished", left,
		"policy", m.judge.policy.Version(), "shadow", m.judge.shadow)
	if m.judge.shadow && left > 0 {
		m.log.Warn("decisions without an outcome are left as they are in shadow mode", "unfinished", left)
	}
	if err := m.finish(ctx); err != nil {
		return err
	}
	return m.flags.follow(ctx, m.handle)
}

// handle sees one record of the flags' topic through. One that was handled before this run
// is only noted.
func (m *Moderator) handle(ctx context.Context, raw []byte, handled bool) error {
	f, err := event.Decode[event.Flag](raw)
	if err != nil {
		if !handled {
			m.metrics.flags.WithLabelValues("unreadable").Inc()
			m.log.Error("a flag cannot be read and is passed over: look at its detector", "error", err)
		}
		return nil
	}
	defer m.ledger.See(f)
	if handled {
		return nil
	}
	if err := m.catchUp(ctx); err != nil {
		return err
	}
	if err := m.finish(ctx); err != nil {
		return err
	}
	d := m.judge.decide(f)
	if m.ledger.Known(d.ID) {
		m.metrics.flags.WithLabelValues("repeated").Inc()
		return nil
	}
	m.metrics.flags.WithLabelValues("judged").Inc()
	if err := m.record(ctx, d); err != nil {
		return err
	}
	return m.finish(ctx)
}
