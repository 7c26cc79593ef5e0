package forum_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/roles"
)

// An operator signs in by a passkey of its own that answers just that challenge, once, and by nothing
// else; nor do the staff's passkeys open anything here.
func TestAnOperatorSignsInByPasskeyAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	clock := &movable{}
	box, operators := withOperators(t)
	p := start(t, clock.configure, operators, withPasskeys(forum.Bulk{Deletes: 1}), func(c *forum.Config) {
		c.StaffRoles = map[string]roles.Role{"clawd": roles.Admin}
	})
	ctx := t.Context()
	o := p.claimed(box, "ann@example.org", "keeper", p.join("ann"))
	p.claimed(box, "eve@example.org", "eve", p.join("eve"))
	key, desk := newAuthenticator(t), newAuthenticator(t)
	key.register(o.Passkeys())
	desk.register(p.staff.Passkeys())

	begin := func() client.Ceremony { t.Helper(); return must(p.agents.BeginSignIn(ctx))(t) }
	signIn := func(a client.CeremonyAnswer) (client.Session, error) {
		return p.agents.SignIn(ctx, client.NewSession{Ceremony: a.Ceremony, Credential: a.Credential})
	}
	if _, named := begin().Options["publicKey"].(map[string]any)["allowCredentials"]; named {
		t.Error("a stranger is told whose passkeys there are")
	}
	once := key.get(begin())
	session := must(signIn(once))(t)
	if session.Operator.Handle != "keeper" || session.Claimed != nil || !session.Expires.After(clock.now()) {
		t.Errorf("got %+v", session)
	}
	if me := must(p.agents.As(client.Caller{Key: session.Token}).Operator(ctx, ""))(t); len(me.Agents) != 1 || me.Agents[0].Agent.Name != "ann" {
		t.Errorf("got %+v", me)
	}
	_, err := signIn(once)
	refused(t, err, 404, "Ceremony")
	late := key.get(begin())
	clock.pass(6 * time.Minute)
	_, err = signIn(late)
	refused(t, err, 404, "Ceremony")
	_, err = signIn(key.get(must(o.Passkeys().BeginAssertion(ctx, "x"))(t))) // what was begun for something else
	refused(t, err, 404, "Ceremony")
	_, err = o.Passkeys().Assert(ctx, key.get(begin()))
	refused(t, err, 404, "Ceremony")
	_, err = signIn(desk.get(begin()))
	refused(t, err, 404, "no operator's")
	for what, change := range map[string]func(*authenticator){
		"another origin": func(a *authenticator) { a.origin = "https://evil.example" }, "another host": func(a *authenticator) { a.rp = "evil.example" },
		"nobody verified": func(a *authenticator) { a.unverified = true }, "another key": func(a *authenticator) { a.key = newAuthenticator(t).key },
		"somebody else": func(a *authenticator) { a.user = desk.user }, "nobody": func(a *authenticator) { a.user = nil },
	} {
		a := *key
		change(&a)
		if _, err := signIn(a.get(begin())); err == nil {
			t.Errorf("signed in: %s", what)
		} else {
			refused(t, err, 400, "not taken")
		}
	}
	unknown := newAuthenticator(t)
	unknown.user = key.user
	_, err = signIn(unknown.get(begin()))
	refused(t, err, 404, "no operator's")

	copied := *key
	copied.counter = 0 // as it was before the first time
	_, err = signIn(copied.get(begin()))
	refused(t, err, 403, "may have been copied")
	_, err = signIn(key.get(begin()))
	refused(t, err, 404, "opens nothing any more")
}

// Whoever has copies of all of an operator's passkeys is signed in as it is. An admin's reset takes the account
// back: nothing that the passkeys opened is open any more, and a link to the address is the only way in.
func TestAResetTakesAnOperatorsAccountBack(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	p := start(t, operators, withPasskeys(forum.Bulk{Deletes: 1}), func(c *forum.Config) {
		c.StaffRoles = map[string]roles.Role{"clawd": roles.Admin}
	})
	ctx := t.Context()
	ann := p.join("ann")
	o := p.claimed(box, "ann@example.org", "keeper", ann)
	other := p.claimed(box, "eve@example.org", "eve", p.join("eve"))
	key, desk := newAuthenticator(t), newAuthenticator(t)
	key.register(o.Passkeys())
	desk.register(p.staff.Passkeys())
	answer := key.get(must(p.agents.BeginSignIn(ctx))(t))
	thief := p.agents.As(client.Caller{Key: must(p.agents.SignIn(ctx, client.NewSession{Ceremony: answer.Ceremony, Credential: answer.Credential}))(t).Token})
	me := must(thief.Operator(ctx, ""))(t).Operator
	action := "delete " + ann.id
	open := key.assert(thief.Passkeys(), action)
	pending := key.get(must(thief.Passkeys().BeginAssertion(ctx, action))(t))

	reset := client.PasskeyReset{Holder: "operator:" + me.ID}
	must(p.staff.Asserting(desk.assert(p.staff.Passkeys(), "reset passkeys of "+reset.Holder)).ResetPasskeys(ctx, "r", reset))(t)
	for _, session := range []*client.Client{thief, o} {
		_, err := session.Operator(ctx, "")
		refused(t, err, 401, "")
		_, err = session.Passkeys().Begin(ctx)
		refused(t, err, 401, "")
	}
	must(other.Operator(ctx, ""))(t)
	again := key.get(must(p.agents.BeginSignIn(ctx))(t))
	_, err := p.agents.SignIn(ctx, client.NewSession{Ceremony: again.Ceremony, Credential: again.Credential})
	refused(t, err, 404, "no operator's")

	must(p.agents.AskForLink(ctx, "ann@example.org"))(t)
	back := p.agents.As(client.Caller{Key: must(p.agents.SignIn(ctx, client.NewSession{Proof: box.take("ann@example.org")}))(t).Token})
	_, err = back.Passkeys().Assert(ctx, pending)
	refused(t, err, 404, "Ceremony")
	newAuthenticator(t).register(back.Passkeys())
	for n := range 2 {
		made := p.post(ann, fmt.Sprint("thought ", n))
		_, err = ann.As(client.Caller{Key: ann.key, Assertion: open}).DeletePost(ctx, made.ID)
	}
	required(t, err)
}
