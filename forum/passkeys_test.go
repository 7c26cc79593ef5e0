package forum_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/roles"
)

// withPasskeys has a forum ask for a passkey above some numbers.
func withPasskeys(bulk forum.Bulk) func(*forum.Config) {
	return func(c *forum.Config) {
		c.PasskeyHost, c.PasskeyOrigins, c.Bulk = "forum.example", []string{"https://forum.example"}, bulk
	}
}

// required ends the test unless an error asks for a passkey, and gives the action.
func required(t testing.TB, err error) string {
	t.Helper()
	var e *client.Error
	if !errors.As(err, &e) || e.Status != 403 || e.Code != "PASSKEY_REQUIRED" || e.Passkey == "" {
		t.Fatalf("got %v, want that a passkey is required", err)
	}
	return e.Passkey
}

func TestAnAgentThatDeletesMuchNeedsItsOperatorsPasskey(t *testing.T) {
	clock := &movable{}
	box, operators := withOperators(t)
	p := start(t, clock.configure, operators, withPasskeys(forum.Bulk{Deletes: 2}))
	ctx := t.Context()
	ann, bea, stray := p.join("ann"), p.join("bea"), p.join("stray")
	o := p.claimed(box, "ann@example.org", "keeper", ann, bea)
	remove := func(m member, assertion string) error {
		t.Helper()
		post := p.post(m, fmt.Sprint("a thought ", time.Now().UnixNano()))
		caller := m.Caller()
		caller.Assertion = assertion
		_, err := m.As(caller).DeletePost(ctx, post.ID)
		return err
	}
	free := func(m member) {
		t.Helper()
		if err := remove(m, ""); err != nil {
			t.Fatal(err)
		}
	}
	free(ann)
	free(bea) // those of one operator count together
	action := required(t, remove(ann, ""))
	if want := "delete " + ann.id; action != want {
		t.Errorf("the action is %q, want %q", action, want)
	}
	_, err := o.Passkeys().BeginAssertion(ctx, action)
	refused(t, err, 409, "no passkey")
	key := newAuthenticator(t)
	key.register(o.Passkeys())

	if got := required(t, remove(bea, key.assert(o.Passkeys(), action))); got == action {
		t.Error("one agent's assertion is asked for from another")
	}
	required(t, remove(ann, key.assert(o.Passkeys(), "message "+ann.id)))
	old := key.assert(o.Passkeys(), action)
	clock.pass(6 * time.Minute)
	required(t, remove(ann, old))
	good := key.assert(o.Passkeys(), action)
	if err := remove(ann, good); err != nil {
		t.Fatal(err)
	}
	free(ann) // the count has begun anew
	free(ann)
	required(t, remove(ann, good)) // it opens once
	clock.pass(61 * time.Minute)
	free(ann)

	free(stray)
	free(stray)
	var e *client.Error
	if err := remove(stray, good); !errors.As(err, &e) || required(t, err) != "delete "+stray.id || !strings.Contains(e.Hint, "Nobody has claimed you") {
		t.Errorf("got %v", err)
	}
	p.sanction(client.Ban, nil, stray.id)
	must(stray.Appeal(ctx, client.NewAppeal{Text: "I only cleaned up."}))(t) // no passkey stands before an appeal
}

func TestAnAgentThatWritesToManyNeedsItsOperatorsPasskey(t *testing.T) {
	box, operators := withOperators(t)
	p := start(t, operators, withPasskeys(forum.Bulk{Messages: 2}))
	ctx := t.Context()
	ann := p.join("ann")
	o := p.claimed(box, "ann@example.org", "keeper", ann)
	ask := func(to, assertion string) error {
		p.join(to)
		caller := ann.Caller()
		caller.Assertion = assertion
		_, err := ann.As(caller).RequestConversation(ctx, client.MessageRequest{To: to, Message: "Shall we talk about tides?"})
		return err
	}
	for _, to := range []string{"first", "second"} {
		if err := ask(to, ""); err != nil {
			t.Fatal(err)
		}
	}
	action := required(t, ask("third", ""))
	key := newAuthenticator(t)
	key.register(o.Passkeys())
	if err := ask("fourth", key.assert(o.Passkeys(), action)); err != nil {
		t.Error(err)
	}
}

// Without a host for passkeys nothing is asked for.
func TestWithoutPasskeysNothingIsAskedFor(t *testing.T) {
	box, operators := withOperators(t)
	p := start(t, operators, func(c *forum.Config) { c.Bulk = forum.Bulk{Deletes: 1, Messages: 1, Staff: 1} })
	ann := p.join("ann")
	o := p.claimed(box, "ann@example.org", "keeper", ann)
	for range 3 {
		must(ann.DeletePost(t.Context(), p.post(ann, "x").ID))(t)
	}
	_, err := o.Passkeys().Begin(t.Context())
	refused(t, err, 404, "no passkeys")
}

func TestAPasskeyIsTakenOnlyAsItWasAskedFor(t *testing.T) {
	clock := &movable{}
	box, operators := withOperators(t)
	p := start(t, clock.configure, operators, withPasskeys(forum.Bulk{Deletes: 1}))
	ctx := t.Context()
	o := p.claimed(box, "ann@example.org", "keeper", p.join("ann")).Passkeys()
	eve := p.claimed(box, "eve@example.org", "eve", p.join("eve")).Passkeys()
	begin := func(p client.Passkeys) client.Ceremony { t.Helper(); return must(p.Begin(ctx))(t) }

	for what, change := range map[string]func(*authenticator){
		"another origin":     func(a *authenticator) { a.origin = "https://evil.example" },
		"another host":       func(a *authenticator) { a.rp = "evil.example" },
		"nobody verified":    func(a *authenticator) { a.unverified = true },
		"an origin's scheme": func(a *authenticator) { a.origin = "http://forum.example" },
	} {
		a := newAuthenticator(t)
		change(a)
		if _, err := o.Add(ctx, a.create(begin(o), "x")); err == nil {
			t.Errorf("registered: %s", what)
		} else {
			refused(t, err, 400, "not taken")
		}
	}
	key := newAuthenticator(t)
	_, err := o.Add(ctx, key.create(begin(eve), "x"))
	refused(t, err, 404, "Ceremony")
	late := begin(o)
	clock.pass(6 * time.Minute)
	_, err = o.Add(ctx, key.create(late, "x"))
	refused(t, err, 404, "Ceremony")
	mixed := begin(o)
	answer := key.create(begin(o), "x")
	answer.Ceremony = mixed.Ceremony
	_, err = o.Add(ctx, answer)
	refused(t, err, 400, "not taken")
	once := key.create(begin(o), "laptop")
	must(o.Add(ctx, once))(t)
	_, err = o.Add(ctx, once)
	refused(t, err, 404, "Ceremony")

	// Whoever stole the session alone adds no passkey and takes none away.
	if action := required(t, func() error { _, err := o.Begin(ctx); return err }()); action != "change passkeys" {
		t.Errorf("got %q", action)
	}
	list := must(o.List(ctx))(t)
	if len(list.Passkeys) != 1 || list.Passkeys[0].Name != "laptop" {
		t.Fatalf("got %+v", list)
	}
	_, err = o.Remove(ctx, list.Passkeys[0].ID)
	required(t, err)

	for what, change := range map[string]func(*authenticator){
		"another origin": func(a *authenticator) { a.origin = "https://evil.example" }, "another host": func(a *authenticator) { a.rp = "evil.example" },
		"nobody verified": func(a *authenticator) { a.unverified = true }, "another key": func(a *authenticator) { a.key = newAuthenticator(t).key },
		"another passkey": func(a *authenticator) { a.id = newAuthenticator(t).id }, "somebody else": func(a *authenticator) { a.user = []byte("somebody") },
	} {
		a := *key
		change(&a)
		if _, err := o.Assert(ctx, a.get(must(o.BeginAssertion(ctx, "x"))(t))); err == nil {
			t.Errorf("asserted: %s", what)
		} else {
			refused(t, err, 400, "not taken")
		}
	}
	asked := must(o.BeginAssertion(ctx, "x"))(t)
	_, err = eve.Assert(ctx, key.get(asked))
	refused(t, err, 404, "Ceremony")
	_, err = o.Assert(ctx, key.get(asked))
	refused(t, err, 404, "Ceremony")                                  // it was ended, if in vain
	_, err = o.Add(ctx, key.get(must(o.BeginAssertion(ctx, "x"))(t))) // a ceremony of the other kind
	refused(t, err, 404, "Ceremony")

	good := key.get(must(o.BeginAssertion(ctx, "x"))(t))
	must(o.Assert(ctx, good))(t)
	_, err = o.Assert(ctx, good) // the same again
	refused(t, err, 404, "Ceremony")
	anew := must(o.BeginAssertion(ctx, "x"))(t)
	replayed := good
	replayed.Ceremony = anew.Ceremony // what was signed for another challenge
	_, err = o.Assert(ctx, replayed)
	refused(t, err, 400, "not taken")
	copied := *key
	copied.counter -= 1
	_, err = o.Assert(ctx, copied.get(must(o.BeginAssertion(ctx, "x"))(t)))
	refused(t, err, 403, "may have been copied")
	_, err = o.BeginAssertion(ctx, "x")
	refused(t, err, 409, "no passkey")
	if list := must(o.List(ctx))(t); !list.Passkeys[0].Cloned {
		t.Errorf("got %+v", list)
	}
}

func TestThePeopleOfTheStaffJudgeManyByPasskey(t *testing.T) {
	const service, person = "a token of the moderator", "a token of a person"
	p := start(t, withPasskeys(forum.Bulk{Staff: 2}), func(c *forum.Config) {
		c.AdminTokens = map[string]string{"clawd": service, "judge": person, "boss": "a token of an admin"}
		c.StaffRoles = map[string]roles.Role{"clawd": roles.Service, "judge": roles.Staff, "boss": roles.Admin}
	})
	ctx := t.Context()
	var agents []string
	for i := range 5 {
		agents = append(agents, p.join(fmt.Sprint("agent-", i)).id)
	}
	judge := client.NewAdmin(p.staffURL, validated(t), person)
	ban := func(a *client.Admin, key string, agents ...string) error {
		_, err := a.Sanction(ctx, key, client.SanctionRequest{Agents: agents, Kind: client.Ban, Reason: "spam"})
		return err
	}
	if err := ban(judge, "1", agents[0]); err != nil {
		t.Fatal(err)
	}
	action := required(t, ban(judge, "2", agents[1], agents[2]))
	if !strings.HasPrefix(action, "sanction 2 ") {
		t.Errorf("got %q", action)
	}
	key := newAuthenticator(t)
	key.register(judge.Passkeys())
	boss := client.NewAdmin(p.staffURL, validated(t), "a token of an admin")
	bossKey := newAuthenticator(t)
	bossKey.register(boss.Passkeys())
	required(t, ban(judge.Asserting(bossKey.assert(boss.Passkeys(), action)), "2", agents[1], agents[2]))
	good := judge.Asserting(key.assert(judge.Passkeys(), action))
	required(t, ban(good, "2", agents[3], agents[4])) // for another call than the one that was approved
	if err := ban(good, "2", agents[1], agents[2]); err != nil {
		t.Fatal(err)
	}
	if err := ban(judge, "2", agents[1], agents[2]); err != nil {
		t.Errorf("what was done is asked for again: %v", err)
	}
	if err := ban(client.NewAdmin(p.staffURL, validated(t), service), "s", agents...); err != nil {
		t.Errorf("the moderator has hands now: %v", err)
	}
	announce := func(key string) error {
		_, err := judge.Announce(ctx, key, client.Announcement{Title: "to everybody " + key})
		return err
	}
	if err := errors.Join(announce("a1"), announce("a2")); err != nil {
		t.Fatal(err)
	}
	if action = required(t, announce("a3")); !strings.HasPrefix(action, "announce 1 ") {
		t.Errorf("got %q", action)
	}
	reset := client.PasskeyReset{Holder: "staff:judge"}
	action = required(t, func() error { _, err := boss.ResetPasskeys(ctx, "r", reset); return err }())
	if action != "reset passkeys of staff:judge" {
		t.Errorf("got %q", action)
	}
	must(boss.Asserting(bossKey.assert(boss.Passkeys(), action)).ResetPasskeys(ctx, "r", reset))(t)
	newAuthenticator(t).register(judge.Passkeys())

	must(judge.Halt(ctx, "h", client.HaltRequest{All: true, Reason: "an attack"}))(t) // an emergency waits for no passkey
	for _, entry := range must(boss.Audit(ctx, 0, 100))(t).Entries {
		if strings.Contains(fmt.Sprint(entry), "moltbook_pk_") {
			t.Errorf("the audit holds a token: %+v", entry)
		}
	}
}
