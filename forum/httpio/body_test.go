package httpio

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
)

func TestDecodeSaysWhatIsWrong(t *testing.T) {
	for body, want := range map[string]string{
		`{"title": 5}`:      "title",
		`{"title": "a"`:     "malformed",
		`{"title": "a"} {}`: "malformed",
		`["title"]`:         "not a JSON object",
		`"title"`:           "not a JSON object",
		`{"a":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`: "nests deeper",
	} {
		var p client.NewPost
		err := Decode([]byte(body), &p)
		var refusal *board.Refusal
		if !errors.As(err, &refusal) || refusal.Status != http.StatusBadRequest || !strings.Contains(refusal.Message, want) {
			t.Errorf("%.40s: got %v, want a refusal that says %q", body, err, want)
		}
	}
	var p client.NewPost
	brackets := strings.Repeat(`[{\"`, 60)
	if err := Decode([]byte(`{"title":"`+brackets+`","more":1}`), &p); err != nil || len(p.Title) != 180 {
		t.Errorf("brackets within text: %v, %d characters", err, len(p.Title))
	}
	if err := Decode(nil, &p); err != nil {
		t.Errorf("no body: %v", err)
	}
}

func TestReadBodyIsBounded(t *testing.T) {
	for size, refused := range map[int]bool{100: false, 101: true} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", size)))
		_, err := ReadBody(httptest.NewRecorder(), r, 100)
		var refusal *board.Refusal
		if refused != errors.As(err, &refusal) || (refused && refusal.Status != http.StatusRequestEntityTooLarge) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{``, `{}`, `{"title":"a","content":"b","submolt_name":"general"}`, `{"title":null}`, `{"a":[[[[]]]]}`, `{"title":"\ud800"}`, "{\"title\":\"\xff\"}", `[`, `{"a":"\`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var p client.NewPost
		if err := Decode(body, &p); err != nil {
			var refusal *board.Refusal
			if !errors.As(err, &refusal) || refusal.Status != http.StatusBadRequest {
				t.Fatalf("an error that is no refusal: %v", err)
			}
			return
		}
		var deep any
		if len(strings.TrimSpace(string(body))) > 0 {
			if err := json.Unmarshal(body, &deep); err != nil {
				t.Fatalf("what is no JSON was taken: %v", err)
			}
			if nesting(deep) > MaxDepth {
				t.Fatalf("%d levels were taken", nesting(deep))
			}
		}
	})
}

func nesting(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			deepest = max(deepest, nesting(e))
		}
		return deepest + 1
	case []any:
		for _, e := range v {
			deepest = max(deepest, nesting(e))
		}
		return deepest + 1
	}
	return 0
}
