package api

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/store"
)

// refusal ends a fuzz run unless an error is a refusal that blames the caller.
func refusal(t *testing.T, err error) {
	t.Helper()
	var r *board.Refusal
	if !errors.As(err, &r) || r.Status != http.StatusBadRequest {
		t.Fatalf("an error that is no refusal: %v", err)
	}
}

// Whatever a stranger sends as a form is refused or has a file.
func FuzzReadForm(f *testing.F) {
	whole := "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\navatar\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nGIF89a\r\n--b--\r\n"
	for _, body := range []string{whole, whole[:40], "", "--b--", strings.Replace(whole, "name", "nam\x00", 1), strings.Repeat("--b\r\n\r\n\r\n", 20)} {
		f.Add("multipart/form-data; boundary=b", body)
	}
	f.Add("multipart/form-data; boundary=", whole)
	f.Add("application/json", "{}")
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Content-Type", kind)
		got, err := readForm(r, []byte(body))
		if err != nil {
			refusal(t, err)
			return
		}
		if len(got.file) == 0 || len(got.file) > len(body) {
			t.Fatalf("a file of %d bytes from %d", len(got.file), len(body))
		}
	})
}

// Whatever stands in a query is refused or within bounds.
func FuzzReadList(f *testing.F) {
	for _, q := range []string{"", "sort=hot&limit=5", "limit=-1", "offset=99999", "cursor=aG90LjAuMQ", "sort=rising&cursor=cmlzaW5nLjAuMS4x", "limit=1e3", "cursor=c2VhcmNoLjE", "cursor=c2VhcmNoLjIwLjE3NjQzODAwMDAwMDAwMDA"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		if l, err := readList(q, defaultLimit, store.Hot, store.New, store.Rising); err != nil {
			refusal(t, err)
		} else if l.page.Limit < 1 || l.page.Limit > maxLimit || l.page.Offset < 0 || l.page.Offset > maxListOffset {
			t.Fatalf("got %+v", l)
		}
		if n, until, err := readOffset(q); err != nil {
			refusal(t, err)
		} else if n < 0 || n > maxHitOffset || (q.Get("cursor") == "") != until.IsZero() {
			t.Fatalf("got %d, %s", n, until)
		}
	})
}

// Whatever an agent says of its reasons is refused or within bounds.
func FuzzReadReasons(f *testing.F) {
	for _, body := range []string{`{"rationale":"because","confidence":0.5}`, `{"rationale":7}`, `{"confidence":2}`, `{"confidence":-0.0}`, `{"confidence":1e999}`, `{"rationale"`, `"rationale"`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var c caller
		if err := readReasons(httptest.NewRequest(http.MethodPost, "/", nil), body, &c); err != nil {
			refusal(t, err)
			return
		}
		if !(c.Confidence >= 0 && c.Confidence <= 1) {
			t.Fatalf("got %v", c.Confidence)
		}
	})
}

// Whatever an answer to a challenge is, reading it does no harm.
func FuzzTextOrNumber(f *testing.F) {
	for _, body := range []string{`"7"`, `7`, `7.00`, `null`, `{}`, `"\u0000"`, ``} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v text
		_ = v.UnmarshalJSON(body) // what cannot be read is refused by whoever decodes the body
	})
}
