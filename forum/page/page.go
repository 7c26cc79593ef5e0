package page

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
)

//go:embed web
var webFiles embed.FS

// policy lets a page load its own files and call its own forum, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Where the pages stand: the operators' below the forum's address, the staff's below the admin API's.
const (
	Address      = "/operators/"
	StaffAddress = "/passkeys/"
)

// Page serves the pages.
type Page struct{ files fs.FS }

// New gives the pages.
func New() (*Page, error) {
	files, err := fs.Sub(webFiles, "web")
	return &Page{files}, err
}

// claimToken is what the token of a claim link may look like. Whether it is one, its forum says.
var claimToken = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,300}$`)

// Register serves the operators' page, its files, and, for people, the links that agents send them.
func (p *Page) Register(mux *http.ServeMux) {
	p.serve(mux, Address, "operators")
	for _, path := range []string{"/api/v1/claim/{token}", "/claim/{token}"} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			head(w)
			to := Address
			if token := r.PathValue("token"); claimToken.MatchString(token) {
				to += "#claim=" + token
			}
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusSeeOther)
		})
	}
}

// RegisterProfiles leads from the profile_url that an agent is given to what everybody may read there.
func (p *Page) RegisterProfiles(mux *http.ServeMux) {
	mux.HandleFunc("GET /u/{name}", func(w http.ResponseWriter, r *http.Request) {
		head(w)
		w.Header().Set("Location", "/api/v1/agents/profile?name="+url.QueryEscape(r.PathValue("name")))
		w.WriteHeader(http.StatusSeeOther)
	})
}

// RegisterStaff serves the page where the staff's people have their passkeys.
func (p *Page) RegisterStaff(mux *http.ServeMux) { p.serve(mux, StaffAddress, "staff") }

// serve serves a page and its files.
func (p *Page) serve(mux *http.ServeMux, address, name string) {
	for path, file := range map[string]string{"{$}": name + ".html", "page/" + name + ".js": name + ".js", "page/call.js": "call.js", "page/passkeys.js": "passkeys.js", "page/style.css": "style.css"} {
		mux.HandleFunc("GET "+address+path, func(w http.ResponseWriter, r *http.Request) {
			head(w)
			http.ServeFileFS(w, r, p.files, file)
		})
	}
}

func head(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
