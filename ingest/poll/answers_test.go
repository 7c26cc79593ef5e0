package poll

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

func TestDialectsAreRead(t *testing.T) {
	for name, body := range map[string]string{
		"live": `{"success":true,"posts":[{"id":"p1","title":"T","content":"c","author_id":"a1","author":{"id":"a1","name":"n"},
			"submolt":{"id":"s","name":"general"},"comment_count":2,"created_at":"2026-01-30T16:25:01.123456Z"}],"has_more":true,"next_cursor":"x"}`,
		"open source": `{"data":[{"id":"p1","title":"T","content":"c","author":{"id":"a1","name":"n"},"submolt":"general",
			"comment_count":2,"created_at":"2026-01-30T16:25:01.123456+00:00"}],"pagination":{"count":1,"limit":1,"offset":0,"hasMore":true},"next_cursor":"x"}`,
	} {
		list, err := readPage([]byte(body), "posts")
		if err != nil || len(list.Items) != 1 || !list.HasMore || list.NextCursor != "x" {
			t.Errorf("%s: %+v, %v", name, list, err)
			continue
		}
		var p post
		if err := json.Unmarshal(list.Items[0], &p); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		a := p.action("f")
		if a.Agent != (event.Agent{ID: "a1", Name: "n"}) || a.Submolt != "general" || !a.Time.Equal(time.Date(2026, 1, 30, 16, 25, 1, 123456000, time.UTC)) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// What a strange forum says may be anything: it is read or refused, never a crash, and what is
// read of it is an action that validates or is left out.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{"posts":[{"id":"p","author":"x","submolt":{"name":"general"},"created_at":"2026-01-30T16:25:01Z"}],"has_more":true,"next_cursor":7}`))
	f.Add([]byte(`{"data":[{"id":7,"author":{"name":"n"},"replies":[{"id":"r","replies":[{}]}]}],"pagination":{"hasMore":true},"next_offset":25}`))
	f.Add([]byte(`{"posts":null,"comments":[[[]]],"data":{}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, name := range []string{"posts", "comments"} {
			list, err := readPage(body, name)
			if err != nil {
				continue
			}
			of := post{ID: "p"}
			for _, item := range list.Items {
				var p post
				if err := json.Unmarshal(item, &p); err == nil {
					checkEncodes(t, p.action("f"))
					for _, a := range p.observed("f", totals{}, time.Unix(1, 0)) {
						checkEncodes(t, a)
					}
				}
			}
			for _, c := range flatten(list.Items, "", 0, func(error) {}) {
				checkEncodes(t, c.action("f", &of))
			}
		}
	})
}

// checkEncodes holds that what Encode takes, ingest takes.
func checkEncodes(t *testing.T, a event.Action) {
	t.Helper()
	b, err := event.Encode(a)
	if err != nil {
		return
	}
	if _, err := event.Decode[event.Action](b); err != nil {
		t.Errorf("%v: %s", err, b)
	}
}
