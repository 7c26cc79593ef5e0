package page

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func served(t *testing.T, target string) *httptest.ResponseRecorder {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Register(mux)
	p.RegisterStaff(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

// A page that had a script or a style in its text would need a policy that lets a stranger's in.
func TestThePageLoadsNothingButItsOwnFiles(t *testing.T) {
	for _, target := range []string{
		"/operators/", "/operators/page/operators.js", "/operators/page/call.js", "/operators/page/passkeys.js", "/operators/page/style.css",
		"/passkeys/", "/passkeys/page/staff.js", "/passkeys/page/call.js", "/passkeys/page/passkeys.js", "/passkeys/page/style.css",
	} {
		w := served(t, target)
		if h := w.Header(); w.Code != http.StatusOK || h.Get("Content-Security-Policy") != policy || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", target, w.Code, h)
		}
		for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "style=", "onclick", "<style"} {
			if strings.Contains(w.Body.String(), bad) {
				t.Errorf("%s has %s", target, bad)
			}
		}
	}
	for _, target := range []string{"/operators/", "/passkeys/"} {
		if regexp.MustCompile(`<script[^>]*>[^<]`).MatchString(served(t, target).Body.String()) {
			t.Errorf("a script stands in %s", target)
		}
	}
}

func TestAClaimLinkLeadsAPersonToThePage(t *testing.T) {
	for target, want := range map[string]string{
		"/api/v1/claim/moltbook_claim_0f-1_a.b": "/operators/#claim=moltbook_claim_0f-1_a.b",
		"/claim/moltbook_claim_0f":              "/operators/#claim=moltbook_claim_0f",
		"/claim/%0d%0aSet-Cookie:x":             "/operators/",
		"/claim/%3Cscript%3E":                   "/operators/",
	} {
		if w := served(t, target); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d %v", target, w.Code, w.Header())
		}
	}
}
