package forum_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/attest"
	"github.com/moltwatch/moltwatch/forum/client"
)

// phone is a verifier that somebody plugged in: it rings, and who answers says the attempt's id.
type phone struct {
	rang    chan attest.Attempt
	answers chan error // what each call comes to
}

func (phone) Contact(given string) (string, error) {
	if !strings.HasPrefix(given, "+") {
		return "", attest.ErrContact
	}
	return given, nil
}

func (p phone) Ask(ctx context.Context, a attest.Attempt) error {
	select {
	case p.rang <- a:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-p.answers:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (phone) Proved(proof string, _ time.Time) (string, bool) {
	return strings.CutPrefix(proof, "said ")
}

// A verifier that fails, or does not answer, is the forum's trouble: who asks for a link learns nothing by
// it, and is told to come back when too many wait.
func TestAVerifierThatFailsOrDoesNotAnswer(t *testing.T) {
	t.Parallel()
	line := phone{make(chan attest.Attempt), make(chan error, 1)}
	p := start(t, func(c *forum.Config) { c.Verifier = line })
	ctx := t.Context()
	ann := p.join("ann")
	claim := func() (client.ClaimAnswer, error) {
		return p.agents.Claim(ctx, claimToken(t, ann), client.NewClaim{Email: "+41 1", XHandle: "keeper"})
	}
	asked := make(chan attest.Attempt, 1)
	take := func() { asked <- <-line.rang }

	go take()
	line.answers <- errors.New("the line is dead")
	_, err := claim()
	if told := refused(t, err, 503, "could not be asked"); !strings.Contains(told.Hint, "Nothing was claimed") || strings.Contains(told.Error()+told.Hint, "dead") {
		t.Errorf("told %+v", told)
	}
	if log := p.log.String(); !strings.Contains(log, "a call failed") || !strings.Contains(log, "the line is dead") {
		t.Errorf("the log says %s", log)
	}
	<-asked
	go take()
	line.answers <- nil
	must(claim())(t)
	session := must(p.agents.SignIn(ctx, client.NewSession{Proof: "said " + (<-asked).ID}))(t)
	if session.Claimed == nil || session.Claimed.ID != ann.id {
		t.Fatalf("got %+v", session)
	}

	link := func(contact string) error { _, err := p.agents.AskForLink(ctx, contact); return err }
	for _, contact := range []string{"+41 1", "+41 2"} { // the second is nobody's
		if err := link(contact); err != nil {
			t.Fatal(err)
		}
	}
	<-line.rang
	line.answers <- errors.New("the line is dead")
	eventually(t, "the log of it", func() bool { return strings.Contains(p.log.String(), "a link that an operator asked for was not sent") })
	if log := p.log.String(); strings.Contains(log, "+41") {
		t.Errorf("the log has a contact: %s", log)
	}

	if err := link("+41 1"); err != nil {
		t.Fatal(err)
	}
	<-line.rang // it rings, and nobody answers
	waiting := 0
	for err = nil; err == nil && waiting < 1000; waiting++ {
		err = link("+41 2")
	}
	refused(t, err, 503, "Too many links")
	if waiting < 100 {
		t.Errorf("only %d wait", waiting)
	}
	refused(t, link("+41 1"), 503, "Too many links") // the same for who is an operator
	line.answers <- nil
	eventually(t, "an end of it", func() bool { return link("+41 2") == nil })
}
