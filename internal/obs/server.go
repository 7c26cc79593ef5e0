package obs

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Check says why something is not ready, or nil. It must heed ctx.
type Check func(ctx context.Context) error

// Server serves the metrics and the health of one process.
type Server struct {
	registry *prometheus.Registry
	mu       sync.Mutex
	checks   map[string]Check
}

// checkWithin bounds one answer of /readyz.
const checkWithin = 5 * time.Second

// New makes a server that has the metrics of the runtime and of the process.
func New() *Server {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return &Server{registry: registry, checks: map[string]Check{}}
}

// Registry is where the process's services register what they count.
func (s *Server) Registry() prometheus.Registerer { return s.registry }

// AddCheck makes readiness depend on check, under a name that stands in the answer.
func (s *Server) AddCheck(name string, check Check) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checks[name] = check
}

// Handler answers /metrics, /livez and /readyz.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	return mux
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), checkWithin)
	defer cancel()
	s.mu.Lock()
	var names []string
	checks := map[string]Check{}
	for name, check := range s.checks {
		names, checks[name] = append(names, name), check
	}
	s.mu.Unlock()
	slices.Sort(names)
	var wrong []error
	for _, name := range names {
		if err := checks[name](ctx); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if len(wrong) > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, errors.Join(wrong...))
		return
	}
	fmt.Fprintln(w, "ok")
}

// Run serves at listener until ctx ends, then returns nil.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving metrics and health: %w", err)
	}
	return nil
}
