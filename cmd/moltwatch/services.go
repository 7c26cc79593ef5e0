package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/all"
	"github.com/moltwatch/moltwatch/detectors/vitals"
	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/live"
	"github.com/moltwatch/moltwatch/moderator"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// forumNode is a forum that is about to run, and where it is reached.
type forumNode struct {
	service
	forum                *forum.Forum
	url, adminURL, token string
}

// newForum makes the forum. clock is nil except in a replay.
func (a *application) newForum(ctx context.Context, clock func() time.Time) (*forumNode, error) {
	proxies, err := a.proxies()
	if err != nil {
		return nil, err
	}
	staff, err := a.staffTokens()
	if err != nil {
		return nil, err
	}
	key, err := a.secret(varOriginKey, "origin_key")
	if err != nil {
		return nil, err
	}
	listener, agentsURL, err := a.listenBy("--forum-addr", a.forumAddr, a.forumTLS)
	if err != nil {
		return nil, err
	}
	admin, adminURL, err := a.listenBy("--admin-addr", a.adminAddr, a.adminTLS)
	if err != nil {
		return nil, err
	}
	storeURL, storePassword, err := a.storeURL()
	if err != nil {
		return nil, err
	}
	guideKey, err := a.guideKey()
	if err != nil {
		return nil, err
	}
	pace, err := limits.Named(a.limits)
	if err != nil {
		return nil, usageError{err}
	}
	var nearest forum.Nearest
	if a.warehouse != nil {
		nearest = a.warehouse
	}
	searches, err := a.embedSearches()
	if err != nil {
		return nil, err
	}
	texts, err := a.textFeatures()
	if err != nil {
		return nil, err
	}
	cfg, err := a.withOperators(forum.Config{
		StorePath: filepath.Join(a.dataDir, "forum.db"), StoreURL: storeURL, StorePassword: storePassword, Listener: listener, AdminListener: admin,
		Publisher: a.bus.Producer(bus.TopicActions), Producer: a.producer, ForumName: a.forumName, PublicURL: agentsURL, TrustedProxies: proxies,
		AdminTokens: staff.tokens, StaffRoles: staff.roles, HMACKey: []byte(key), Clock: clock,
		GuideKey: guideKey, Limits: pace, Challenge: a.challenge, HoldAbove: a.holdAbove, SampleServed: a.sampleServed, Nearest: nearest, Embedder: searches, Texts: texts,
		KeyLife: a.keyLife, KeyOverlap: a.keyOverlap,
		WatermarkEvery: a.watermarkEvery, Logger: a.log.With(slog.String("service", "forum")),
	})
	if err != nil {
		return nil, err
	}
	f, err := forum.New(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &forumNode{
		service: service{"the forum", f.Run}, forum: f,
		url: agentsURL, adminURL: adminURL, token: staff.tokens[moderator.By],
	}, nil
}

func listen(flag, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening at %s %s: %w", flag, addr, err)
	}
	return l, nil
}

func (a *application) newIngest() (service, error) {
	texts := ingest.Texts{Workers: a.textWorkers}
	if slices.Contains(a.chosenStages(), ingest.StageText) {
		if err := a.embedTexts(&texts); err != nil {
			return service{}, err
		}
	}
	i, err := ingest.New(ingest.Config{
		Stages: a.chosenStages(), Texts: texts,
		Bus: a.bus, Warehouse: a.warehouse, Limits: ingest.Limits{Memory: a.ingestMemory << 20}, Metrics: a.obs.Registry(),
		Session: a.ingestSession, Logger: a.log.With(slog.String("service", "ingest")),
	})
	if err != nil {
		return service{}, usageError{err}
	}
	a.obs.AddCheck("ingest", i.Ready)
	return service{"ingest", i.Run}, nil
}

// textFeatures gives what works features out of texts, one for all services of the process.
func (a *application) textFeatures() (*textfeatures.Extractor, error) {
	if a.extractor == nil {
		extractor, err := textfeatures.Standard()
		if err != nil {
			return nil, err
		}
		a.extractor = extractor
	}
	return a.extractor, nil
}

func (a *application) newDetectors() (service, error) {
	e, err := detectors.New(detectors.Config{
		Bus: a.bus, Warehouse: a.warehouse, Detectors: all.Detectors(), Stage: ingest.StageActions, Tick: a.tick,
		Lockstep: a.lockstep, Metrics: a.obs.Registry(),
		Logger: a.log.With(slog.String("service", "detect")),
	})
	if err != nil {
		return service{}, usageError{err}
	}
	a.obs.AddCheck("detectors", e.Ready)
	return service{"the detectors", e.Run}, nil
}

func (a *application) newVitals() (service, error) {
	v, err := vitals.New(vitals.Config{
		Bus: a.bus, Warehouse: a.warehouse, Stage: ingest.StageActions, Metrics: a.obs.Registry(),
		Logger: a.log.With(slog.String("service", "vitals")),
	})
	if err != nil {
		return service{}, usageError{err}
	}
	return service{"the network's vitals", v.Run}, nil
}

// loadPolicy reads --policy, or gives the built-in one.
func (a *application) loadPolicy() (*policy.Policy, error) {
	if a.policy == "" {
		return policy.Default()
	}
	p, err := policy.Load(a.policy)
	if err != nil {
		return nil, usageError{err}
	}
	return p, nil
}

func (a *application) newModerator(adminURL, token string) (service, error) {
	rules, err := a.loadPolicy()
	if err != nil {
		return service{}, err
	}
	mode := ""
	if a.mode == event.ModeShadow {
		mode = event.ModeShadow
	}
	calls, err := a.forumHTTP()
	if err != nil {
		return service{}, err
	}
	m, err := moderator.New(moderator.Config{
		Bus: a.bus, Forum: client.NewAdmin(adminURL, calls, token), Policy: rules, Mode: mode, Metrics: a.obs.Registry(),
		Logger: a.log.With(slog.String("service", "moderate")),
	})
	if err != nil {
		return service{}, err
	}
	return service{"the moderator", m.Run}, nil
}

// newLive makes the live view and says where it is.
func (a *application) newLive() (service, string, error) {
	listener, url, err := a.listenBy("--live-addr", a.liveAddr, a.liveTLS)
	if err != nil {
		return service{}, "", err
	}
	l, err := live.New(live.Config{Listener: listener, Bus: a.bus, Logger: a.log.With(slog.String("service", "live"))})
	if err != nil {
		return service{}, "", err
	}
	return service{"the live view", l.Run}, url, nil
}

// runForum and its like run one service alone, on the addresses that were given. With
// --clickhouse the forum searches by meaning.
func runForum(ctx context.Context, a *application, _ []string) error {
	if err := a.refuseForum(); err != nil {
		return err
	}
	computeBesideDisk()
	return a.serve(ctx, need{clickhouse: a.clickhouse != ""}, func(ctx context.Context) ([]service, error) {
		node, err := a.newForum(ctx, nil)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(a.term.out, "forum  %s\nadmin  %s\n", node.url, node.adminURL)
		return []service{node.service}, nil
	})
}

func runIngest(ctx context.Context, a *application, _ []string) error {
	collectWithin(ingest.ProcessMemory(a.ingestMemory << 20))
	return a.serve(ctx, need{clickhouse: true}, func(context.Context) ([]service, error) { return one(a.newIngest()) })
}

// collectWithin has the collector keep a process that does one thing within so many bytes, as far as what it
// holds allows.
func collectWithin(bytes int64) {
	if os.Getenv("GOMEMLIMIT") == "" { // who sets that knows better
		debug.SetMemoryLimit(bytes)
	}
}

// computeBesideDisk lets one more goroutine run than there are processors: one that waits for the disk keeps its place
// for a while, and a forum has one that does nearly all the time.
func computeBesideDisk() {
	if os.Getenv("GOMAXPROCS") == "" { // who sets that knows better
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1)
	}
}

func runDetect(ctx context.Context, a *application, _ []string) error {
	if a.explain != "" {
		return runExplain(ctx, a)
	}
	if a.runQuery || a.json {
		return usageError{errors.New("--run and --json are for --explain FLAG")}
	}
	if a.detectMemory < leastDetectMemory {
		return usageError{fmt.Errorf("--detect-memory %d: want %d MiB or more, or the collector does nothing else", a.detectMemory, leastDetectMemory)}
	}
	collectWithin(int64(a.detectMemory) << 20)
	return a.serve(ctx, need{clickhouse: true}, func(context.Context) ([]service, error) {
		watching, err := a.newDetectors()
		if err != nil {
			return nil, err
		}
		telling, err := a.newVitals()
		return []service{watching, telling}, err
	})
}

func runModerate(ctx context.Context, a *application, _ []string) error {
	if a.adminURL == "" {
		return usageError{errors.New("--admin-url is missing: the moderator acts through the forum's admin API, say http://127.0.0.1:8082")}
	}
	token := os.Getenv(varAdminToken) // which may do what the moderator's may, and more
	if token == "" || os.Getenv(varModeratorToken) != "" {
		var err error
		if token, err = a.secret(varModeratorToken, "moderator_token"); err != nil {
			return err
		}
	}
	return a.serve(ctx, need{}, func(context.Context) ([]service, error) { return one(a.newModerator(a.adminURL, token)) })
}

func runLive(ctx context.Context, a *application, _ []string) error {
	return a.serve(ctx, need{}, func(context.Context) ([]service, error) {
		s, url, err := a.newLive()
		if err == nil {
			fmt.Fprintf(a.term.out, "live  %s\n", url)
		}
		return []service{s}, err
	})
}

func one(s service, err error) ([]service, error) { return []service{s}, err }
