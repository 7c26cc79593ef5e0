package forum_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/moltwatch/moltwatch/forum/admin"
	"github.com/moltwatch/moltwatch/forum/api"
	"github.com/moltwatch/moltwatch/forum/client"
)

// described is an API by its document.
type described struct {
	routes  []describedRoute
	refusal *jsonschema.Schema
}

type describedRoute struct {
	method, path string
	pattern      *regexp.Regexp
	status       string
	answer       *jsonschema.Schema
}

// describe reads a document and compiles the schemas that it names.
func describe(document []byte) (*described, error) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource("api.json", parsed); err != nil {
		return nil, err
	}
	at := func(pointer ...string) (*jsonschema.Schema, error) {
		for i, part := range pointer {
			pointer[i] = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(part)
		}
		return compiler.Compile("api.json#/" + strings.Join(pointer, "/"))
	}
	d := &described{}
	if d.refusal, err = at("components", "responses", "refusal", "content", "application/json", "schema"); err != nil {
		return nil, err
	}
	paths := parsed.(map[string]any)["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for method, operation := range paths[path].(map[string]any) {
			r := describedRoute{method: strings.ToUpper(method), path: path}
			r.pattern = regexp.MustCompile("^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), `[^/]+`) + "$")
			for status := range operation.(map[string]any)["responses"].(map[string]any) {
				if status == "default" {
					continue
				}
				r.status = status
				if r.answer, err = at("paths", path, method, "responses", status, "content", "application/json", "schema"); err != nil {
					return nil, err
				}
			}
			d.routes = append(d.routes, r)
		}
	}
	return d, nil
}

// documents are those of both APIs, by the prefix of their paths.
var documents = sync.OnceValues(func() (map[string]*described, error) {
	agents, err := (&api.Server{}).Document()
	if err != nil {
		return nil, err
	}
	staff, err := admin.Document()
	if err != nil {
		return nil, err
	}
	all := map[string]*described{}
	for prefix, document := range map[string][]byte{"/api/v1": agents, "/admin/v1": staff} {
		if all[prefix], err = describe(document); err != nil {
			return nil, err
		}
	}
	return all, nil
})

// holds reports what of an answer is not as its document says.
func (d *described) holds(method, path string, status int, answer []byte) error {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
	if err != nil {
		return fmt.Errorf("an answer is no JSON: %w", err)
	}
	// A path without placeholders comes before one that has them, as in the server.
	best := (*describedRoute)(nil)
	for i, r := range d.routes {
		if r.method == method && r.pattern.MatchString(path) && (best == nil || strings.Count(r.path, "{") < strings.Count(best.path, "{")) {
			best = &d.routes[i]
		}
	}
	switch {
	case status >= 400:
		return d.refusal.Validate(parsed)
	case best == nil:
		return fmt.Errorf("no route is described that answers %d", status)
	case fmt.Sprint(status) != best.status:
		return fmt.Errorf("status %d, the document says %s", status, best.status)
	}
	return best.answer.Validate(parsed)
}

// validator holds every answer that passes through it to the documents.
type validator struct {
	t    testing.TB
	next http.RoundTripper
}

func (v *validator) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := v.next.RoundTrip(r)
	if err != nil {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return res, nil // the caller finds that it ends too early
	}
	all, err := documents()
	if err != nil {
		return nil, err
	}
	for prefix, d := range all {
		if path, ok := strings.CutPrefix(r.URL.Path, prefix); ok {
			if err := d.holds(r.Method, path, res.StatusCode, body); err != nil {
				v.t.Errorf("%s %s: %v\n%.500s", r.Method, r.URL.Path, err, body)
			}
		}
	}
	return res, nil
}

// validated gives an HTTP client whose every answer is held to the documents.
func validated(t testing.TB) *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &validator{t: t, next: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}}}
}

func TestEachRouteIsInItsDocumentAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	agents, staff := routesOf()
	for i, route := range staff {
		staff[i] = strings.Replace(route, "/admin/v1", "", 1)
	}
	all := must(documents())(t)
	for prefix, want := range map[string][]string{"/api/v1": agents, "/admin/v1": staff} {
		var got []string
		for _, r := range all[prefix].routes {
			got = append(got, r.method+" "+r.path)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the document has %v, the server %v", prefix, got, want)
		}
	}
}

// The documents that are served are of OpenAPI 3.1, and every reference in them leads somewhere.
func TestDocumentsAreServed(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, base := range []string{p.url, p.staffURL} {
		res, document := raw(t, "GET", base+"/openapi.json", "", "")
		if res.StatusCode != http.StatusOK || document["openapi"] != "3.1.0" {
			t.Fatalf("status %d, %v", res.StatusCode, document["openapi"])
		}
		b := must(json.Marshal(document))(t)
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`"operationId":"([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
			if ids[m[1]] {
				t.Errorf("two operations are called %s", m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`"\$ref":"#/([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
			var at any = document
			for _, part := range strings.Split(m[1], "/") {
				object, _ := at.(map[string]any)
				at = object[part]
			}
			if at == nil {
				t.Errorf("#/%s leads nowhere", m[1])
			}
		}
	}
}

// A validator that could not fail would prove nothing.
func TestTheValidatorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := must(documents())(t)["/api/v1"]
	good := `{"success":true,"status":"ok","forum":"f"}`
	for _, c := range []struct {
		status int
		body   string
		wrong  bool
	}{{200, good, false}, {201, good, true}, {200, `{"success":true,"forum":"f"}`, true}, {200, `{"success":1,"status":"ok","forum":"f"}`, true}, {400, good, true}, {200, `x`, true}} {
		if err := d.holds("GET", "/health", c.status, []byte(c.body)); (err != nil) != c.wrong {
			t.Errorf("%d %s: %v", c.status, c.body, err)
		}
	}
	if d.holds("GET", "/nowhere", 200, []byte(good)) == nil {
		t.Error("a route that is not described passes")
	}
	var page client.PostPage
	b := must(json.Marshal(page))(t)
	if err := d.holds("GET", "/posts", 200, b); err != nil {
		t.Error(err)
	}
}
