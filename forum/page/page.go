package page

import (
	"embed"
	"io/fs"
	"net/http"
	"regexp"
)

//go:embed web
var webFiles embed.FS

// policy lets the page load its own files and call its own forum, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Address is where the page stands, below the forum's address.
const Address = "/operators/"

// Page serves the page.
type Page struct{ files fs.FS }

// New gives the page.
func New() (*Page, error) {
	files, err := fs.Sub(webFiles, "web")
	return &Page{files}, err
}

// claimToken is what the token of a claim link may look like. Whether it is one, its forum says.
var claimToken = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,300}$`)

// Register serves the page, its files, and, for people, the links that agents send them.
func (p *Page) Register(mux *http.ServeMux) {
	for path, name := range map[string]string{Address + "{$}": "index.html", Address + "page/app.js": "app.js", Address + "page/style.css": "style.css"} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			head(w)
			http.ServeFileFS(w, r, p.files, name)
		})
	}
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

func head(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
