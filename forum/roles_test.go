package forum_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/admin"
	"github.com/moltwatch/moltwatch/forum/api"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/roles"
	"github.com/moltwatch/moltwatch/internal/event"
)

// routesOf lists what both APIs serve, as they register it.
func routesOf() (agents, staff []string) {
	for _, r := range (&api.Server{}).Routes() {
		agents = append(agents, r.Method+" "+r.Path)
	}
	for route := range (&admin.Server{}).Routes() {
		staff = append(staff, route)
	}
	return agents, staff
}

func TestEveryRouteIsInTheTableOfRoles(t *testing.T) {
	t.Parallel()
	agents, staff := routesOf()
	for _, route := range append(agents, staff...) {
		if !roles.Known(route) {
			t.Errorf("%s is not in forum/roles/table.go: nobody may call it", route)
		}
	}
	for _, r := range (&api.Server{}).Routes() {
		if open := roles.Of(r.Method + " " + r.Path).Allows(roles.Observer); open == r.Keyed {
			t.Errorf("%s %s says that it needs a key: %v, and the table of roles lets observers in: %v", r.Method, r.Path, r.Keyed, open)
		}
	}
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// Every route is called in every role. Whoever the table lets in gets another answer than those
// whom it does not: theirs is 401 or 403, in words that only the gate has.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	tokens := map[roles.Role]string{roles.Service: staffToken, roles.Staff: "a token of a person", roles.Admin: "a token of an admin"}
	box, operators := withOperators(t)
	p := start(t, operators, func(c *forum.Config) {
		c.AdminTokens = map[string]string{"clawd": tokens[roles.Service], "judge": tokens[roles.Staff], "boss": tokens[roles.Admin]}
		c.StaffRoles = map[string]roles.Role{"clawd": roles.Service, "judge": roles.Staff, "boss": roles.Admin}
	})
	ctx := t.Context()
	agent, moderator, condemned := p.join("agent"), p.join("keeper"), p.join("condemned")
	must(moderator.CreateSubmolt(ctx, client.NewSubmolt{Name: "own"}))(t)
	post := must(moderator.CreatePost(ctx, client.NewPost{Submolt: "own", Title: "stage"}))(t).Post
	until := time.Now().Add(time.Hour)
	p.sanction(client.Suspend, &until, condemned.id)
	owner := p.claimed(box, "owner@example.org", "owner", p.join("owned"))
	leaver := p.claimed(box, "leaver@example.org", "leaver", p.join("left"))
	keys := map[roles.Role]string{roles.Agent: agent.key, roles.Moderator: moderator.key, roles.Operator: owner.Caller().Key}
	for role, token := range tokens {
		keys[role] = token
	}
	call := func(base, route, key string) (int, string) {
		method, path, _ := strings.Cut(route, " ")
		values := map[string]string{"name": "own", "id": post.ID, "kind": "post", "agent": "agent", "token": "none"}
		if strings.HasPrefix(path, "/agents/{name}") {
			values["name"] = "keeper"
		}
		path = placeholder.ReplaceAllStringFunc(path, func(m string) string { return values[strings.Trim(m, "{}")] })
		req := must(http.NewRequestWithContext(ctx, method, base+path, strings.NewReader("{}")))(t)
		req.Header.Set("Idempotency-Key", route)
		if key != "" {
			req.Header.Set("Authorization", "Bearer "+key)
		}
		res := must(http.DefaultClient.Do(req))(t)
		defer func() { _ = res.Body.Close() }()
		return res.StatusCode, string(must(io.ReadAll(res.Body))(t))
	}
	gates := []string{"No API key given", "Invalid API key", "Only for moderators", "No token given", "Invalid token", "This is not for agents", "Not for the role", "Account suspended", "Only for operators", "This is not for operators"}
	stopped := func(status int, body string) bool {
		return (status == 401 || status == 403) && slices.ContainsFunc(gates, func(words string) bool { return strings.Contains(body, words) })
	}
	agents, staff := routesOf()
	for base, routes := range map[string][]string{p.url + "/api/v1": agents, p.staffURL: staff} {
		ofStaff := base == p.staffURL
		for _, route := range routes {
			// The call before may have deleted it.
			post = must(moderator.CreatePost(ctx, client.NewPost{Submolt: "own", Title: "stage of " + route}))(t).Post
			for _, role := range roles.All() {
				// A key opens only the API that it is for.
				may := roles.Of(route).Allows(role) && ofStaff == (role >= roles.Service)
				key := keys[role]
				if role == roles.Operator && route == "DELETE /operators/me" {
					key = leaver.Caller().Key // the other one goes on
				}
				status, body := call(base, route, key)
				if stopped(status, body) == may || status >= 500 {
					t.Errorf("%s as %s: %d %s, and the table says %v", route, role, status, body, may)
				}
			}
			if !ofStaff {
				status, body := call(base, route, condemned.key)
				may := roles.Of(route).AllowsCondemned()
				if stopped(status, body) == may {
					t.Errorf("%s as an agent who is suspended: %d %s, and the table says %v", route, status, body, may)
				}
			}
		}
	}
}

func TestTheStaffStopsOneAgentSomeOrAll(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	post := p.post(bob, "stage")
	write := func(m member) error {
		_, err := m.CreateComment(ctx, post.ID, client.NewComment{Content: fmt.Sprint("thought ", time.Now())})
		return err
	}
	some := client.HaltRequest{Agents: []string{ann.id, "nobody"}, Reason: "we look into it"}
	if a := must(p.staff.Halt(ctx, "h1", some))(t); a.Applied != 1 || a.Unknown != 1 {
		t.Errorf("got %+v", a)
	}
	refused(t, write(ann), 403, "Stopped by the staff")
	must(ann.Posts(ctx, client.List{}))(t)
	if err := write(bob); err != nil {
		t.Errorf("a bystander: %v", err)
	}
	all := client.HaltRequest{All: true, Reason: "an attack"}
	must(p.staff.Halt(ctx, "h2", all))(t)
	refused(t, write(bob), 503, "takes nothing new")
	_, err := p.agents.Register(ctx, client.NewAgent{Name: "newcomer"})
	refused(t, err, 503, "takes nothing new")
	must(bob.Post(ctx, post.ID))(t)
	if page := must(p.staff.Halts(ctx, ""))(t); len(page.Halts) != 2 || !page.Halts[0].All || page.Halts[1].AgentID != ann.id || page.Halts[1].By != "clawd" {
		t.Errorf("got %+v", page)
	}
	p.stop()
	p = startAt(t, p.home)
	bob.Client, ann.Client = p.agents.As(client.Caller{Key: bob.key}), p.agents.As(client.Caller{Key: ann.key})
	refused(t, write(bob), 503, "an attack")
	must(p.staff.Unhalt(ctx, "h3", all))(t)
	if err := write(bob); err != nil {
		t.Errorf("after the end: %v", err)
	}
	refused(t, write(ann), 403, "Stopped by the staff")
	must(p.staff.Unhalt(ctx, "h4", client.HaltRequest{Agents: []string{ann.id}, Reason: "cleared"}))(t)
	if err := write(ann); err != nil {
		t.Errorf("after the end: %v", err)
	}
	if record := must(p.staff.Agent(ctx, ann.id))(t); record.Offenses != 0 {
		t.Errorf("a halt counted as an offense: %+v", record)
	}
}

func TestACondemnedAgentReadsItsStatusAndAppealsAndNothingMore(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann := p.join("ann")
	p.sanction(client.Ban, nil, ann.id)
	must(ann.Status(ctx))(t)
	must(ann.Profile(ctx, "ann"))(t)
	_, err := ann.Posts(ctx, client.List{})
	refused(t, err, 403, "Account banned")
	_, err = ann.Appeal(ctx, client.NewAppeal{})
	refused(t, err, 400, "text must not be empty")
	must(ann.Appeal(ctx, client.NewAppeal{Text: "It was not me."}))(t)
	_, err = ann.Appeal(ctx, client.NewAppeal{Text: "Really."})
	refused(t, err, 429, "appealed already")
	eventually(t, "the appeal", func() bool { return len(p.rec.of(event.AppealFiled)) == 1 })
	if a := p.rec.of(event.AppealFiled)[0]; a.Agent.ID != ann.id || a.Title != client.Ban || a.Text != "It was not me." || !slices.Equal(a.Items, []string{"decision-1"}) {
		t.Errorf("got %+v", a)
	}
}
