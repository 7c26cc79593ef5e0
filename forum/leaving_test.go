package forum_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// An operator who leaves, by its passkey if it has one, leaves nothing that opens anything, and agents that
// somebody else may claim.
func TestAnOperatorLeavesAndItsAgentsAreNobodys(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	p := start(t, operators, withPasskeys(forum.Bulk{Deletes: 1}))
	ctx := t.Context()
	ann, bea, other := p.join("ann"), p.join("bea"), p.join("other")
	o := p.claimed(box, "ann@example.org", "keeper", ann, bea)
	bystander := p.claimed(box, "eve@example.org", "eve", other)
	must(p.agents.AskForLink(ctx, "ann@example.org"))(t)
	unused := box.take("ann@example.org", "sign in")
	key := newAuthenticator(t)
	key.register(o.Passkeys())

	leave := func(assertion string) error {
		caller := o.Caller()
		caller.Assertion = assertion
		_, err := o.As(caller).DeleteOperator(ctx)
		return err
	}
	action := required(t, leave(""))
	if action != "delete my account" {
		t.Errorf("got %q", action)
	}
	required(t, leave(key.assert(o.Passkeys(), "change passkeys")))
	stop := client.HaltRequest{Agents: []string{bea.id}, Reason: "we look into it"}
	must(p.staff.Halt(ctx, "h", stop))(t)
	refused(t, leave(key.assert(o.Passkeys(), action)), 403, "Stopped by the staff")
	if mine := must(o.Operator(ctx, ""))(t); len(mine.Agents) != 2 {
		t.Errorf("of one who could not leave some agents were released: %+v", mine.Agents)
	}
	must(p.staff.Unhalt(ctx, "u", stop))(t)
	begun := must(p.agents.BeginSignIn(ctx))(t)
	if err := leave(key.assert(o.Passkeys(), action)); err != nil {
		t.Fatal(err)
	}

	_, err := o.Operator(ctx, "")
	refused(t, err, 401, "session has ended")
	answer := key.get(begun)
	_, err = p.agents.SignIn(ctx, client.NewSession{Ceremony: answer.Ceremony, Credential: answer.Credential})
	refused(t, err, 404, "Passkey")
	_, err = p.agents.SignIn(ctx, client.NewSession{Proof: unused})
	refused(t, err, 404, "Operator")
	for _, m := range []member{ann, bea} {
		if s := must(m.Status(ctx))(t); s.Status != "pending_claim" || s.Agent.Owner != nil {
			t.Errorf("%s: got %+v", m.name, s)
		}
	}
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.AgentUpdated)) == 2 })
	if mine := must(bystander.Operator(ctx, ""))(t); len(mine.Agents) != 1 {
		t.Errorf("a bystander has %+v", mine.Agents)
	}
	again := p.claimed(box, "ann@example.org", "keeper", ann) // address and handle are free
	if page := must(again.Passkeys().List(ctx))(t); len(page.Passkeys) != 0 {
		t.Errorf("a new account has the passkeys of the old one: %+v", page)
	}
}
