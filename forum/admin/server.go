package admin

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/page"
	"github.com/moltwatch/moltwatch/forum/roles"
	"github.com/moltwatch/moltwatch/forum/store"
)

// maxBody bounds a call, in bytes: a list of the most items with the longest ids fits.
const maxBody = 4 << 20

// Server answers the staff.
type Server struct {
	Board   *board.Board
	Store   *store.Store
	Secret  identity.Secret
	Staff   *identity.Staff
	Logger  *slog.Logger
	Forum   string
	Trusted []netip.Prefix
	Page    *page.Page // where people register passkeys and assert
	Clock   func() time.Time

	refusals refusals
}

// Routes gives the handlers by method and path. Who may call which is in package roles.
func (s *Server) Routes() map[string]http.Handler {
	routes := map[string]http.Handler{
		"POST /admin/v1/sanctions":          s.change("sanction", s.sanction),
		"POST /admin/v1/sanctions/lift":     s.change("lift", s.lift),
		"POST /admin/v1/halts":              s.change("halt", s.halt),
		"POST /admin/v1/halts/lift":         s.change("unhalt", s.unhalt),
		"GET /admin/v1/halts":               s.read(s.halts),
		"POST /admin/v1/content/remove":     s.change("remove", s.remove(false)),
		"POST /admin/v1/content/erase":      s.change("erase", s.erase),
		"POST /admin/v1/content/restore":    s.change("restore", s.remove(true)),
		"POST /admin/v1/announcements":      s.change("announce", s.announce),
		"GET /admin/v1/agents/{id}":         s.read(s.agent),
		"GET /admin/v1/content/{kind}/{id}": s.read(s.content),
		"POST /admin/v1/held/judge":         s.change("judge", s.judgeHeld),
		"GET /admin/v1/held":                s.read(s.held),
		"POST /admin/v1/quarantine/judge":   s.change("judge quarantine", s.judgeQuarantine),
		"GET /admin/v1/quarantine":          s.read(s.quarantine),
		"GET /admin/v1/quarantine/acts":     s.read(s.acts),
		"GET /admin/v1/reports":             s.read(s.reports),
		"GET /admin/v1/appeals":             s.read(s.appeals),
		"POST /admin/v1/appeals/judge":      s.change("judge appeals", s.judgeAppeals),
		"GET /admin/v1/audit":               s.read(s.audit),
	}
	maps.Copy(routes, s.passkeyRoutes())
	return routes
}

// Handler serves the routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for route, h := range s.Routes() {
		mux.Handle(route, h)
	}
	mux.HandleFunc("GET /health", s.health)
	s.Page.RegisterStaff(mux)
	mux.HandleFunc("GET /openapi.json", httpio.Document(s.Logger, Document))
	noRoute := httpio.NoRoute(s.Logger)
	mux.Handle("/", noRoute)
	return httpio.Straight(mux, noRoute)
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if _, _, err := s.Store.Totals(r.Context()); err != nil {
		httpio.Fail(w, r, s.Logger, err)
		return
	}
	httpio.Answer(w, r, s.Logger, http.StatusOK, client.Health{Success: true, Status: "ok", Forum: s.Forum})
}

// authorize gives the name and the role of the caller's credential. Who is refused is in the audit; if it
// was an agent with its key, an action tells of it, as often as the audit does.
func (s *Server) authorize(r *http.Request) (string, roles.Role, error) {
	token, given := httpio.Bearer(r)
	if !given {
		return "", 0, s.refuse(r, "", &board.Refusal{Status: http.StatusUnauthorized, Message: "No token given", Hint: "Send Authorization: Bearer with a token of the staff."})
	}
	if who, role := s.Staff.Who(token); who != "" {
		if !roles.Of(r.Pattern).Allows(role) {
			return "", 0, s.refuse(r, who, &board.Refusal{Status: http.StatusForbidden, Message: "Not for the role " + role.String(), Hint: "Ask somebody of the staff whose token has the role for it."})
		}
		return who, role, nil
	}
	k, err := s.Store.AgentByKey(r.Context(), s.Secret.KeyHash(token))
	if errors.Is(err, store.ErrNotFound) {
		return "", 0, s.refuse(r, "", &board.Refusal{Status: http.StatusUnauthorized, Message: "Invalid token", Hint: "Check the token: it is set where the forum is started."})
	}
	if err != nil {
		return "", 0, err
	}
	actor := board.Actor{Agent: k.Agent, Origin: s.Secret.Origin(identity.RemoteAddr(r, s.Trusted), r.UserAgent(), k.Owner, k.KeyID)}
	return "", 0, s.refuse(r, "agent "+k.ID, &board.Refusal{Status: http.StatusForbidden, Message: "This is not for agents", Hint: "The staff has tokens of its own."}, func(tx *store.Tx) error {
		return s.Board.FailedAuth(tx, actor, "admin")
	})
}

// refuse notes a refusal in the audit, and what else is to be written of it, and gives it back.
func (s *Server) refuse(r *http.Request, who string, refusal *board.Refusal, also ...func(*store.Tx) error) error {
	entry := store.AuditEntry{Time: s.Clock(), Who: who, Call: callOf(r), Status: refusal.Status, Outcome: refusal.Message}
	if !s.refusals.first(entry) {
		return refusal
	}
	err := s.Store.Update(r.Context(), func(tx *store.Tx) error {
		for _, write := range also {
			if err := write(tx); err != nil {
				return err
			}
		}
		return tx.AddAudit(entry)
	})
	if err != nil {
		return err
	}
	return refusal
}

// callOf names a call by its route: a path may hold what a stranger wrote.
func callOf(r *http.Request) string {
	if r.Pattern == "" {
		return r.Method
	}
	return r.Pattern
}

// read wraps a call that changes nothing.
func (s *Server) read(h func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _, err := s.authorize(r)
		var answer any
		if err == nil {
			answer, err = h(r)
		}
		if err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		httpio.Answer(w, r, s.Logger, http.StatusOK, answer)
	})
}

// work does what a call asks, within the transaction, and says in a few words what came of it.
type work func(ctx context.Context, tx *store.Tx, c call) (answer any, outcome string, err error)
