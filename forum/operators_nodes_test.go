package forum_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
)

// Who signs out at one node is signed out at all that share the store, and an assertion that was taken at one
// opens nothing at another.
func TestAnOperatorIsSignedOutOfEveryNode(t *testing.T) {
	t.Parallel()
	if !onPostgres {
		t.Skip("a SQLite file is for one process")
	}
	h := newHome(t)
	box, operators := withOperators(t)
	passkeys := withPasskeys(forum.Bulk{Deletes: 1})
	first := startAt(t, h, operators, passkeys)
	second := startAt(t, h, operators, passkeys)
	ctx := t.Context()
	o := first.claimed(box, "ann@example.org", "keeper", first.join("ann"))
	key := newAuthenticator(t)
	key.register(o.Passkeys())

	answer := key.get(must(first.agents.BeginSignIn(ctx))(t))
	once := client.NewSession{Ceremony: answer.Ceremony, Credential: answer.Credential}
	session := must(second.agents.SignIn(ctx, once))(t)
	for _, p := range []*place{first, second} {
		_, err := p.agents.SignIn(ctx, once)
		refused(t, err, 404, "Ceremony")
	}
	caller := client.Caller{Key: session.Token}
	for _, p := range []*place{first, second} { // each has seen the session, and may have kept it
		if me := must(p.agents.As(caller).Operator(ctx, ""))(t); len(me.Agents) != 1 {
			t.Errorf("got %+v", me)
		}
	}
	must(first.agents.As(caller).SignOut(ctx))(t)
	for _, p := range []*place{first, second} {
		_, err := p.agents.As(caller).Operator(ctx, "")
		refused(t, err, 401, "")
	}
	must(o.Operator(ctx, ""))(t) // the other session goes on
}
