package forum

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/forum/admin"
	"github.com/moltwatch/moltwatch/forum/api"
	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/guide"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/outbox"
	"github.com/moltwatch/moltwatch/forum/page"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/injection"
)

// Forum is an opened forum. Run it once, or close it.
type Forum struct {
	cfg    Config
	store  *store.Store
	agents http.Handler
	staff  http.Handler
	relay  *outbox.Relay
	keeper *outbox.Keeper
	notes  *outbox.Notes
	board  *board.Board
}

// drainTimeout bounds how long a forum that ends still publishes. What is left is published
// when it starts again.
const (
	drainTimeout = 1300 * time.Millisecond
	noteTimeout  = 500 * time.Millisecond // to note how far it came
)

// New opens the store and prepares the forum. Nothing is served before Run.
func New(ctx context.Context, cfg Config) (_ *Forum, err error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	secret, err := identity.NewSecret(cfg.HMACKey)
	if err != nil {
		return nil, err
	}
	staff, err := identity.NewStaff(secret, cfg.AdminTokens, cfg.StaffRoles)
	if err != nil {
		return nil, err
	}
	checker, err := cfg.checker()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Config{
		Path: cfg.StorePath, URL: cfg.StoreURL, Password: cfg.StorePassword,
		Forum: cfg.ForumName, Producer: cfg.Producer, Clock: cfg.Clock, Readers: cfg.Readers,
	})
	if err != nil {
		return nil, err
	}
	judge, err := injection.New()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("reading what attacks look like: %w", err), s.Close())
	}
	features, err := privateFeatures(cfg.Texts)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	var meaning board.Finder
	if cfg.Nearest != nil {
		if meaning, err = newFinder(cfg.Nearest, cfg.Embedder, cfg.Logger); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	notes := outbox.NewNotes(s)
	b, err := board.New(ctx, board.Config{Store: s, Secret: secret, Clock: cfg.Clock, Keys: board.KeyLife{Life: cfg.KeyLife, Overlap: cfg.KeyOverlap}, Limits: cfg.Limits, Challenge: cfg.Challenge, Judge: judge, HoldAbove: cfg.HoldAbove, Features: features, Finder: meaning, Note: notes.Add, Verifier: cfg.verifier(secret), Checker: checker, Bulk: cfg.Bulk})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	seed := cfg.GuideKey
	if seed == nil {
		seed = secret.GuideSeed()
	}
	told, err := guide.New(guide.Facts{Forum: cfg.ForumName, URL: cfg.PublicURL, Limits: cfg.Limits.Words(), KeyLife: cfg.KeyLife, KeyOverlap: cfg.KeyOverlap}, seed)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	windows, err := outbox.RestoreWindows(ctx, s, cfg.Limits, cfg.Clock())
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	pages, err := page.New()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("reading the operators' page: %w", err), s.Close())
	}
	agentsAPI := &api.Server{
		Board: b, Store: s, Secret: secret, Logger: cfg.Logger, Forum: cfg.ForumName, PublicURL: cfg.PublicURL, Trusted: cfg.TrustedProxies,
		Windows: windows, Clock: cfg.Clock, SampleServed: cfg.SampleServed, Guide: told, Page: pages,
	}
	staffAPI := &admin.Server{Board: b, Store: s, Secret: secret, Staff: staff, Logger: cfg.Logger, Forum: cfg.ForumName, Trusted: cfg.TrustedProxies, Clock: cfg.Clock, Page: pages}
	return &Forum{
		cfg: cfg, store: s, agents: agentsAPI.Handler(), staff: staffAPI.Handler(),
		relay: &outbox.Relay{Store: s, Publisher: cfg.Publisher, Grace: drainTimeout},
		keeper: &outbox.Keeper{Store: s, Every: cfg.WatermarkEvery, Keep: cfg.OutboxKeep, Clock: cfg.Clock, Also: []outbox.Chore{
			b.LiftEnded, b.RecountSome, outbox.Every(time.Minute, cfg.Clock, b.KeepLimits), outbox.Every(time.Minute, cfg.Clock, b.ForgetOperators), outbox.Every(time.Minute, cfg.Clock, b.ForgetPasskeys), b.ForgetSigned, outbox.KeepWindows(windows, cfg.Clock), staffAPI.NoteRefusals,
		}},
		notes: notes, board: b,
	}, nil
}

// Run serves both APIs, publishes the outbox and writes watermarks until ctx ends, then lets
// the calls under way finish, publishes what it still can, and closes the store, all within
// five seconds. A part that fails ends the rest; its error says which and why.
func (f *Forum) Run(ctx context.Context) error {
	relayCtx, stopRelay := context.WithCancel(context.WithoutCancel(ctx))
	defer stopRelay()
	relay, relayCtx := errgroup.WithContext(relayCtx)
	relay.Go(func() error { return f.relay.Run(relayCtx) })

	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error { return httpio.Serve(groupCtx, f.cfg.Listener, f.agents, f.cfg.Logger) })
	group.Go(func() error { return httpio.Serve(groupCtx, f.cfg.AdminListener, f.staff, f.cfg.Logger) })
	group.Go(func() error { return f.keeper.Run(groupCtx) })
	group.Go(func() error { return f.notes.Run(groupCtx) })
	group.Go(func() error {
		return f.board.SendLinks(groupCtx, func(err error) {
			f.cfg.Logger.ErrorContext(groupCtx, "a link that an operator asked for was not sent", "error", err)
		})
	})
	group.Go(func() error { // a relay that fails ends the servers
		select {
		case <-groupCtx.Done():
			return nil
		case <-relayCtx.Done():
			return errRelayEnded
		}
	})
	f.cfg.Logger.InfoContext(ctx, "the forum is open", "agents", f.cfg.Listener.Addr().String(), "staff", f.cfg.AdminListener.Addr().String())
	err := group.Wait()
	stopRelay()
	relayErr := relay.Wait()
	if errors.Is(err, errRelayEnded) {
		err = nil // relayErr says why
	}
	if err = errors.Join(err, relayErr); err != nil {
		err = fmt.Errorf("running the forum: %w", err)
	}
	return errors.Join(err, f.finish(ctx))
}

var errRelayEnded = errors.New("the relay has ended")

// finish notes how far the outbox was sent and closes the store.
func (f *Forum) finish(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	first, err := f.store.FirstUnsent(ctx)
	if err == nil && first > 0 {
		f.cfg.Logger.WarnContext(ctx, "some actions are not published yet, they will be at the next start", "first_seq", first)
	}
	// An empty update writes the mark of what was sent.
	err = errors.Join(err, f.store.Update(ctx, func(*store.Tx) error { return nil }))
	if store.Passes(err) {
		f.cfg.Logger.WarnContext(ctx, "how far actions were published is not noted, some will be published again at the next start", "error", err)
		err = nil
	}
	return errors.Join(err, f.store.Close())
}

// Close ends a forum that was never run. Harmless to repeat, and after Run.
func (f *Forum) Close() error { return f.store.Close() }

// Import adds the agents and submolts of a recorded forum in one transaction, without telling
// anybody of it. They have no keys: nobody can speak as them. What is there already is left
// as it is, so it may be repeated.
func (f *Forum) Import(ctx context.Context, agents []ImportedAgent, submolts []ImportedSubmolt) error {
	err := f.store.Update(ctx, func(tx *store.Tx) error { return tx.Import(agents, submolts) })
	if err != nil {
		return fmt.Errorf("importing %d agents and %d submolts: %w", len(agents), len(submolts), err)
	}
	return nil
}

// Accounts and submolts to import; see package store.
type (
	ImportedAgent   = store.ImportedAgent
	ImportedSubmolt = store.ImportedSubmolt
)
