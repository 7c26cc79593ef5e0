package forum_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestARepeatedCallGetsItsFirstAnswerAndChangesNothing(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	request := client.SanctionRequest{Kind: client.Ban, Agents: []string{ann.id}, Reason: "spam"}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			answer, err := p.staff.Sanction(ctx, "once", request)
			if err != nil || answer.Applied != 1 || answer.Results[0].Status != client.Applied {
				t.Errorf("got %+v, %v", answer, err)
			}
		})
	}
	wg.Wait()
	other := request
	other.Agents = []string{bob.id}
	_, err := p.staff.Sanction(ctx, "once", other)
	refused(t, err, 422, "another request")
	_, err = p.staff.Lift(ctx, "once", client.LiftRequest{Agents: []string{ann.id}, Reason: "spam"})
	refused(t, err, 422, "another request")

	p.stop()
	p = startAt(t, p.home)
	if answer := must(p.staff.Sanction(ctx, "once", request))(t); answer.Applied != 1 {
		t.Errorf("after a restart: %+v", answer)
	}
	if answer := must(p.staff.Sanction(ctx, "again", request))(t); answer.Already != 1 {
		t.Errorf("under a new key: %+v", answer)
	}
	if record := must(p.staff.Agent(ctx, ann.id))(t); record.Offenses != 1 {
		t.Errorf("%d offenses, want 1", record.Offenses)
	}
	if record := must(p.staff.Agent(ctx, bob.id))(t); record.Sanction != nil {
		t.Errorf("bob is under %+v", record.Sanction)
	}
}

func TestARefusedCallLeavesItsKeyFree(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann := p.join("ann")
	bad := client.SanctionRequest{Kind: "scold", Agents: []string{ann.id}, Reason: "spam"}
	_, err := p.staff.Sanction(t.Context(), "key", bad)
	refused(t, err, 400, "kind must be")
	bad.Kind = client.Ban
	if answer := must(p.staff.Sanction(t.Context(), "key", bad))(t); answer.Applied != 1 {
		t.Errorf("got %+v", answer)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, func(cfg *forum.Config) { cfg.Clock = clock.now })
	ctx := t.Context()
	ann := p.join("ann")
	request := client.SanctionRequest{Kind: client.Ban, Agents: []string{ann.id}, Reason: "spam"}
	for _, c := range []struct {
		token  string
		status int
	}{{"", 401}, {"a token that nobody has", 401}, {staffToken[:len(staffToken)-1], 401}, {ann.key, 403}} {
		other := client.NewAdmin(p.staffURL, nil, c.token)
		for name, call := range map[string]func() error{
			"sanction": func() error { _, err := other.Sanction(ctx, "k", request); return err },
			"lift": func() error {
				_, err := other.Lift(ctx, "k", client.LiftRequest{Agents: []string{ann.id}, Reason: "x"})
				return err
			},
			"remove": func() error {
				_, err := other.RemoveContent(ctx, "k", client.ContentRequest{Items: []client.ItemRef{{Kind: "post", ID: "x"}}, Reason: "x"})
				return err
			},
			"restore": func() error {
				_, err := other.RestoreContent(ctx, "k", client.ContentRequest{Items: []client.ItemRef{{Kind: "post", ID: "x"}}, Reason: "x"})
				return err
			},
			"announce": func() error {
				_, err := other.Announce(ctx, "k", client.Announcement{Title: "x"})
				return err
			},
			"agent":   func() error { _, err := other.Agent(ctx, ann.id); return err },
			"content": func() error { _, err := other.Content(ctx, client.ItemRef{Kind: "post", ID: "x"}); return err },
			"audit":   func() error { _, err := other.Audit(ctx, 0, 10); return err },
		} {
			t.Run(fmt.Sprint(name, c.status), func(t *testing.T) { refused(t, call(), c.status, "") })
		}
		must(other.Health(ctx))(t)
	}
	// The staff's token opens nothing on the agents' side, and neither API is on the other's port.
	_, err := p.agents.As(client.Caller{Key: staffToken}).Me(ctx)
	refused(t, err, 401, "Invalid API key")
	_, err = client.NewAdmin(p.url, nil, staffToken).Sanction(ctx, "k", request)
	refused(t, err, 404, "Cannot POST")
	_, err = client.New(p.staffURL, nil, client.Caller{Key: ann.key}).Me(ctx)
	refused(t, err, 404, "Cannot GET")
	for _, c := range []*client.Client{p.agents, p.agents.As(client.Caller{Key: "moltbook_sk_wrong"})} {
		_, err = c.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "x"})
		refused(t, err, 401, "key")
	}
	if record := must(p.staff.Agent(ctx, ann.id))(t); record.Sanction != nil {
		t.Errorf("someone got through: %+v", record.Sanction)
	}
	// Two strangers showed wrong keys as well, which is noted in its own time.
	eventually(t, "the failed attempts of an agent", func() bool {
		hers := 0
		for _, a := range p.rec.of(event.AuthFailed) {
			if a.Agent.ID == ann.id {
				hers++
			}
		}
		return hers == 8
	})
	page := must(p.staff.Audit(ctx, 0, 1000))(t)
	counts := map[int]int{}
	for _, e := range page.Entries {
		counts[e.Status]++
		if e.Status == 403 && e.Who != "agent "+ann.id {
			t.Errorf("got %+v", e)
		}
	}
	if counts[401] != 16 || counts[403] != 8 { // two tokens that are none are alike
		t.Errorf("the audit has %v", counts)
	}
}

// Who is refused again and again is two lines of the audit a minute, which say how often, and one action.
func TestAFloodOfRefusalsIsFewLinesOfTheAudit(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, func(cfg *forum.Config) { cfg.Clock = clock.now })
	ctx := t.Context()
	ann := p.join("ann")
	flood := func(n int) {
		for range n {
			_, err := client.NewAdmin(p.staffURL, nil, "a token that nobody has").Audit(ctx, 0, 1)
			refused(t, err, 401, "Invalid token")
			_, err = client.NewAdmin(p.staffURL, nil, ann.key).Audit(ctx, 0, 1)
			refused(t, err, 403, "not for agents")
		}
	}
	lines := func() (list []string) {
		for _, e := range must(p.staff.Audit(ctx, 0, 1000))(t).Entries {
			list = append(list, fmt.Sprintf("%d %s %s", e.Status, e.Who, e.Outcome))
		}
		slices.Sort(list)
		return list
	}
	began := clock.now().Format(time.RFC3339)
	flood(30)
	want := []string{"401  Invalid token", "403 agent " + ann.id + " This is not for agents"}
	if got := lines(); !slices.Equal(got, want) {
		t.Fatalf("the audit has %q", got)
	}
	clock.advance(time.Minute)
	want = []string{want[0], want[0] + ": 29 more since " + began, want[1], want[1] + ": 29 more since " + began}
	eventually(t, "how many there were", func() bool { return slices.Equal(lines(), want) })
	clock.advance(time.Hour)
	flood(1)
	if got := lines(); len(got) != 6 {
		t.Errorf("after an hour the audit has %q", got)
	}
	eventually(t, "one action a minute", func() bool { return len(p.rec.of(event.AuthFailed)) == 2 })
}

func TestTheAuditSaysWhoDidWhatAndHoldsNoSecret(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann := p.join("ann")
	request := client.SanctionRequest{Kind: client.Shadowban, Agents: []string{ann.id, "nobody"}, Reason: "words about a person", Decision: "d-9"}
	must(p.staff.Sanction(ctx, "key-1", request))(t)
	must(p.staff.Sanction(ctx, "key-1", request))(t)
	_, err := p.staff.Announce(ctx, "key-2", client.Announcement{})
	refused(t, err, 400, "title")
	_, err = p.staff.Announce(ctx, "", client.Announcement{Title: "x"})
	refused(t, err, 400, "Idempotency-Key")
	page := must(p.staff.Audit(ctx, 0, 3))(t)
	rest := must(p.staff.Audit(ctx, page.Entries[2].ID, 3))(t)
	if !page.HasMore || rest.HasMore || len(rest.Entries) != 1 {
		t.Fatalf("got %+v, then %+v", page, rest)
	}
	var got []string
	for _, e := range append(page.Entries, rest.Entries...) {
		if e.Who != "clawd" || time.Since(e.Time) > time.Minute {
			t.Errorf("got %+v", e)
		}
		got = append(got, fmt.Sprintf("%s %s %d %s", e.Call, e.IdempotencyKey, e.Status, e.Outcome))
	}
	want := []string{
		"sanction key-1 200 shadowban: 1 applied, 0 already, 1 unknown, decision d-9",
		"sanction key-1 200 repeated: nothing changed",
		"announce key-2 400 refused: Bad Request",
		"announce  400 refused: Bad Request",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAnAnnouncementIsAPostOfTheForumsVoice(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	made := must(p.staff.Announce(ctx, "k", client.Announcement{Title: "Low tide", Content: "At noon"}))(t)
	post := must(p.agents.Post(ctx, made.PostID))(t).Post
	if post.SubmoltName != "announcements" || post.Author.Name != "clawd_clawderberg" {
		t.Errorf("got %+v", post)
	}
	_, err := p.staff.Sanction(ctx, "k2", client.SanctionRequest{Kind: client.Ban, Agents: []string{post.AuthorID}, Reason: "x"})
	refused(t, err, 400, "own voice")
	eventually(t, "the announcement", func() bool { return len(p.rec.of(event.AnnouncementMade)) == 1 })
	if a := p.rec.of(event.AnnouncementMade)[0]; a.PostID != made.PostID || a.Title+a.Text != "" {
		t.Errorf("got %+v", a)
	}
	if a := p.rec.of(event.PostCreated)[0]; a.ID != made.PostID || a.Title != "Low tide" || a.Text != "At noon" {
		t.Errorf("got %+v", a)
	}
}

func TestThousandsAreBannedInOneCall(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	const thousands = 2000
	ids := p.ring(thousands)
	request := client.SanctionRequest{Kind: client.Ban, Agents: ids, Reason: "one ring"}
	if answer := must(p.staff.Sanction(ctx, "k", request))(t); answer.Applied != thousands || answer.Results[thousands-1].AgentID != ids[thousands-1] {
		t.Errorf("%d applied", answer.Applied)
	}
	eventually(t, "all bans", func() bool { return len(p.rec.of(event.SanctionApplied)) == thousands })
	request.Agents = make([]string, client.MaxListed+1)
	for i := range request.Agents {
		request.Agents[i] = fmt.Sprint("one-too-many-", i)
	}
	_, err := p.staff.Sanction(ctx, "k2", request)
	refused(t, err, 400, "1 to 10000")
}

// ring imports many agents and lists their ids.
func (p *place) ring(n int) []string {
	p.t.Helper()
	agents, ids := make([]forum.ImportedAgent, n), make([]string, n)
	for i := range agents {
		ids[i] = fmt.Sprintf("agent-%05d", i)
		agents[i] = forum.ImportedAgent{ID: ids[i], Name: ids[i]}
	}
	if err := p.forum.Import(p.t.Context(), agents, nil); err != nil {
		p.t.Fatal(err)
	}
	return ids
}

func TestBadInputIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann := p.join("ann")
	post := p.post(ann, "stage")
	for _, c := range []struct {
		method, url, key, body string
		status                 int
		words                  string
	}{
		{"POST", p.url + "/api/v1/posts", ann.key, `{"title": "x"`, 400, "malformed"},
		{"POST", p.url + "/api/v1/posts", ann.key, `[1]`, 400, "not a JSON object"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"title": 7}`, 400, "title must be a string"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, 400, "nests deeper"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"title":"` + strings.Repeat("x", 1<<20) + `"}`, 413, "too large"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"submolt":"general","title":"` + strings.Repeat("é", 301) + `"}`, 400, "title must be at most 300"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"submolt":"general","title":"x","content":"` + strings.Repeat("x", 40_001) + `"}`, 400, "content must be at most 40000"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"submolt":"general","title":"x","url":"javascript:alert(1)"}`, 400, "url must be an http"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"submolt":"general","title":"a\u0000b"}`, 400, "NUL"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"submolt":"general","title":" ","type":"film"}`, 400, "title must not be empty; type must be"},
		{"POST", p.url + "/api/v1/posts", ann.key, `{"submolt":"nowhere","title":"x"}`, 404, "Submolt not found"},
		{"POST", p.url + "/api/v1/posts/" + post.ID + "/comments", ann.key, `{"content":"` + strings.Repeat("x", 10_001) + `"}`, 400, "content must be at most 10000"},
		{"POST", p.url + "/api/v1/posts/" + post.ID + "/comments", ann.key, `{"content":"x","parent_id":"none"}`, 404, "Parent comment"},
		{"POST", p.url + "/api/v1/posts/none/comments", ann.key, `{"content":"x"}`, 404, "Post not found"},
		{"POST", p.url + "/api/v1/agents/register", "", `{"name":"a b"}`, 400, "name must be 3 to 30"},
		{"POST", p.url + "/api/v1/agents/register", "", `{"name":"ab"}`, 400, "name must be 3 to 30"},
		{"POST", p.url + "/api/v1/submolts", ann.key, `{"name":"Caps"}`, 400, "name must be 2 to 30"},
		{"GET", p.url + "/api/v1/posts?sort=loud", "", "", 400, "sort must be one of"},
		{"GET", p.url + "/api/v1/posts?limit=0", "", "", 400, "limit"},
		{"GET", p.url + "/api/v1/posts?offset=9999", "", "", 400, "offset"},
		{"GET", p.url + "/api/v1/posts?cursor=!!", "", "", 400, "cursor"},
		{"GET", p.url + "/api/v1/posts?author=nobody", "", "", 404, "Bot not found"},
		{"GET", p.url + "/api/v1/agents/profile?name=nobody", "", "", 404, `"searched_for":"nobody"`},
		{"GET", p.url + "/api/v1/agents/profile?name=" + ann.key, "", "", 404, `"searched_for":"[`},
		{"GET", p.url + "/api/v1/feed?filter=mine", ann.key, "", 400, "filter"},
		{"GET", p.url + "/api/v1/feed", "", "", 401, "No API key"},
		{"GET", p.url + "/api/v1/posts", "moltbook_sk_wrong", "", 401, "Invalid API key"},
		{"PUT", p.url + "/api/v1/posts", ann.key, "", 404, "Cannot PUT"},
		{"GET", p.url + "/elsewhere", "", "", 404, "Cannot GET"},
		{"POST", p.staffURL + "/admin/v1/sanctions", staffToken, `{"kind":"pause","agents":["x"],"reason":"y"}`, 400, "until must be given"},
		{"POST", p.staffURL + "/admin/v1/sanctions", staffToken, `{"kind":"ban","escalate":true,"agents":["x"],"reason":"y"}`, 400, "escalate is for suspensions"},
		{"POST", p.staffURL + "/admin/v1/sanctions", staffToken, `{"kind":"suspend","agents":["x"],"reason":"y","until":"2020-01-01T00:00:00Z"}`, 400, "in the future"},
		{"POST", p.staffURL + "/admin/v1/sanctions", staffToken, `{"kind":"suspend","agents":["x"],"reason":"y","until":"tomorrow"}`, 400, "malformed"},
		{"POST", p.staffURL + "/admin/v1/sanctions", staffToken, `{"kind":"ban","agents":[],"reason":" "}`, 400, "agents must list 1 to 10000"},
		{"POST", p.staffURL + "/admin/v1/content/remove", staffToken, `{"items":[{"kind":"film","id":"x"}],"reason":"y"}`, 400, "kind must be post or comment"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		req := must(http.NewRequestWithContext(ctx, c.method, c.url, strings.NewReader(c.body)))(t)
		req.Header.Set("Idempotency-Key", "k")
		if c.key != "" {
			req.Header.Set("Authorization", "Bearer "+c.key)
		}
		res := must(http.DefaultClient.Do(req))(t)
		body := must(io.ReadAll(res.Body))(t)
		_ = res.Body.Close()
		cancel()
		text := string(body)
		if res.StatusCode != c.status || !strings.Contains(text, c.words) {
			t.Errorf("%s %s %.60s: got %d %.300s, want %d and %q", c.method, c.url, c.body, res.StatusCode, text, c.status, c.words)
		}
		for _, field := range []string{`"success":false`, `"error":`, `"hint":`, `"code":`, fmt.Sprintf(`"statusCode":%d`, c.status), `"message":[`} {
			if !strings.Contains(text, field) {
				t.Errorf("%s %s: no %s in %.300s", c.method, c.url, field, text)
			}
		}
	}
	if got := titles(t, p.agents, client.List{}); len(got) != 1 {
		t.Errorf("something got through: %v", got)
	}
}

func TestNoSecretLeavesTheForum(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann := p.join("ann")
	p.post(ann, "stage")
	_, err := p.agents.As(client.Caller{Key: ann.key + "x"}).Me(ctx)
	refused(t, err, 401, "Invalid")
	_, err = client.NewAdmin(p.staffURL, nil, ann.key).Audit(ctx, 0, 1)
	refused(t, err, 403, "not for agents")
	// One by a stranger, which is noted in its own time, one by an agent.
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.AuthFailed)) == 2 })
	p.stop()
	p.rec.mu.Lock()
	defer p.rec.mu.Unlock()
	stored := must(readAll(t.Context(), p.home))(t)
	for what, text := range map[string]string{"the log": p.log.String(), "the actions": fmt.Sprintf("%+v", p.rec.actions), "the store": stored} {
		for name, secret := range map[string]string{"an agent's key": ann.key, "the staff's token": staffToken, "an address": "127.0.0.1:"} {
			if what == "the log" && name == "an address" {
				continue // of its own listeners
			}
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %s", what, name)
			}
		}
		if len(text) == 0 {
			t.Errorf("%s is empty: nothing was looked at", what)
		}
	}
}
