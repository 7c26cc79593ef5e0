package httpio

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/obs"
)

// How long a call may take in each of its phases, and how long shutting down may.
const (
	headerTimeout   = 5 * time.Second
	readTimeout     = 15 * time.Second
	writeTimeout    = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 3 * time.Second
	maxHeaderBytes  = 32 << 10
)

// Serve serves a listener until ctx ends, then lets the calls under way finish for a while.
// The listener is closed.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	srv := &http.Server{
		Handler:           guarded(h, log),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          obs.ServerLog(log),
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving %s: %w", l.Addr(), err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		if err := srv.Shutdown(limited); err != nil {
			_ = srv.Close() // cuts off who would not end
		}
		return nil
	})
	return group.Wait()
}

// Straight gives paths with dots or doubled slashes in them to what answers for no route: http.ServeMux
// would answer with a redirection, which is a page, to an address that a stranger has half of the say in.
func Straight(h, noRoute http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Nor is there anything whose name holds what PostgreSQL takes for no text.
		query, _ := url.QueryUnescape(r.URL.RawQuery)
		if clean := path.Clean(r.URL.Path); r.URL.Path != clean && r.URL.Path != clean+"/" || !isText(r.URL.Path) || !isText(query) {
			noRoute.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func guarded(h http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer tellPanic(r.Context(), log)
		h.ServeHTTP(w, r)
	})
}

// tellPanic logs what a handler panicked with, but no words of it that may be a caller's: net/http would
// print them, whatever they hold. The connection ends all the same.
func tellPanic(ctx context.Context, log *slog.Logger) {
	p := recover()
	if p == nil || p == http.ErrAbortHandler {
		if p != nil {
			panic(p)
		}
		return
	}
	what := fmt.Sprintf("%T", p)
	if err, ok := p.(runtime.Error); ok {
		what = err.Error()
	}
	log.ErrorContext(ctx, "a call panicked", "what", what, "stack", string(debug.Stack()))
	panic(http.ErrAbortHandler)
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// Bearer gives the token of the Authorization header; ok is false when there is no header,
// and the token is "" when it is of another scheme.
func Bearer(r *http.Request) (token string, ok bool) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return "", false
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", true
	}
	return strings.TrimSpace(token), true
}
