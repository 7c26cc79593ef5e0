package forum_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// mailbox is the folder that a forum's letters go to.
type mailbox struct {
	t    testing.TB
	path string
}

// withOperators has a forum ask those who claim agents for a proof.
func withOperators(t testing.TB) (mailbox, func(*forum.Config)) {
	box := mailbox{t, filepath.Join(t.TempDir(), "mail")}
	return box, func(c *forum.Config) { c.MailFolder, c.MailFrom = box.path, "forum@example.org" }
}

var proofInLetter = regexp.MustCompile(`#proof=(\S+)`)

// take takes the one letter that there must be, for somebody, and gives the proof in it. Words are
// what it must say besides.
func (m mailbox) take(to string, words ...string) string {
	m.t.Helper()
	var files []string
	eventually(m.t, "a letter", func() bool { // it is sent after the answer, lest the time tells whether it is
		files = must(filepath.Glob(filepath.Join(m.path, "*.eml")))(m.t)
		return len(files) > 0
	})
	files = must(filepath.Glob(filepath.Join(m.path, "*")))(m.t)
	if len(files) != 1 || filepath.Ext(files[0]) != ".eml" {
		m.t.Fatalf("the folder has %v, want one letter", files)
	}
	letter := string(must(os.ReadFile(files[0]))(m.t))
	if err := os.Remove(files[0]); err != nil {
		m.t.Fatal(err)
	}
	found := proofInLetter.FindStringSubmatch(letter)
	if found == nil || !strings.Contains(letter, "\r\nTo: "+to+"\r\n") {
		m.t.Fatalf("the letter is\n%s", letter)
	}
	for _, w := range words {
		if !strings.Contains(letter, w) {
			m.t.Errorf("the letter does not say %q:\n%s", w, letter)
		}
	}
	return found[1]
}

// claimed has somebody claim agents, and gives the operator, signed in.
func (p *place) claimed(box mailbox, email, handle string, agents ...member) *client.Client {
	p.t.Helper()
	var o *client.Client
	for _, a := range agents {
		status := must(a.Status(p.t.Context()))(p.t)
		token := status.ClaimURL[strings.LastIndex(status.ClaimURL, "/")+1:]
		if said := must(p.agents.Claim(p.t.Context(), token, client.NewClaim{Email: email, XHandle: handle}))(p.t); said.Status != "proof_sent" || said.Agent.IsClaimed {
			p.t.Fatalf("got %+v", said)
		}
		session := must(p.agents.SignIn(p.t.Context(), client.NewSession{Proof: box.take(email)}))(p.t)
		if session.Claimed == nil || session.Claimed.ID != a.id {
			p.t.Fatalf("got %+v", session)
		}
		o = p.agents.As(client.Caller{Key: session.Token})
	}
	return o
}

func claimToken(t testing.TB, m member) string {
	t.Helper()
	status := must(m.Status(t.Context()))(t)
	return status.ClaimURL[strings.LastIndex(status.ClaimURL, "/")+1:]
}

func TestAnOperatorClaimsAgentsByALinkThatOpensOnce(t *testing.T) {
	t.Parallel()
	clock := &movable{}
	box, operators := withOperators(t)
	p := start(t, clock.configure, operators)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	token := claimToken(t, ann)
	for _, bad := range []client.NewClaim{{}, {Email: "no address"}, {Email: "Ann <ann@example.org>"}, {Email: "ann@example.org\r\nBcc: all@example.org"}, {Email: "ann@example.org", XHandle: "аnn"}} {
		_, err := p.agents.Claim(ctx, token, bad)
		refused(t, err, 400, "")
	}
	must(p.agents.Claim(ctx, token, client.NewClaim{Email: "Ann@Example.org", XHandle: "@Keeper"}))(t)
	if s := must(ann.Status(ctx))(t); s.Status != "pending_claim" || s.ClaimURL == "" {
		t.Errorf("claimed before it was proved: %+v", s)
	}
	late := box.take("ann@example.org")
	clock.pass(31 * time.Minute)
	_, err := p.agents.SignIn(ctx, client.NewSession{Proof: late})
	refused(t, err, 404, "Link")

	must(p.agents.Claim(ctx, token, client.NewClaim{Email: "ann@example.org", XHandle: "Keeper"}))(t)
	proof := box.take("ann@example.org", "claim the agent ann") // else an agent could have a stranger claim it unawares
	_, err = p.agents.SignIn(ctx, client.NewSession{Proof: proof + "x"})
	refused(t, err, 404, "Link")
	session := must(p.agents.SignIn(ctx, client.NewSession{Proof: proof}))(t)
	_, err = p.agents.SignIn(ctx, client.NewSession{Proof: proof})
	refused(t, err, 409, "used before")
	_, err = p.agents.Claim(ctx, token, client.NewClaim{Email: "eve@example.org"})
	refused(t, err, 409, "Already claimed")
	if s := must(ann.Status(ctx))(t); s.Status != "claimed" || s.Agent.Owner.XHandle != "Keeper" {
		t.Errorf("got %+v", s)
	}

	o := p.claimed(box, "ann@example.org", "another", bob)
	mine := must(o.Operator(ctx, ""))(t)
	if mine.Operator.Handle != "Keeper" || mine.Operator.ID != session.Operator.ID || len(mine.Agents) != 2 {
		t.Errorf("one contact is one operator: %+v", mine)
	}
	// Somebody else cannot take the handle, whose hash is what detectors count by.
	eve := p.join("eve")
	must(p.agents.Claim(ctx, claimToken(t, eve), client.NewClaim{Email: "eve@example.org", XHandle: "keeper"}))(t)
	_, err = p.agents.SignIn(ctx, client.NewSession{Proof: box.take("eve@example.org")})
	refused(t, err, 409, "somebody else's")

	must(ann.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "hers"}))(t)
	must(bob.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "his"}))(t)
	eventually(t, "the posts", func() bool { return len(p.rec.of(event.PostCreated)) == 2 && len(p.rec.of(event.AgentClaimed)) == 2 })
	claims, posts := p.rec.of(event.AgentClaimed), p.rec.of(event.PostCreated)
	owner := claims[0].Origin.Owner
	if owner == "" || claims[1].Origin.Owner != owner || posts[0].Origin.Owner != owner || posts[1].Origin.Owner != owner {
		t.Errorf("the operator has more hashes than one, or none: %+v, %+v", claims, posts)
	}
	all := must(readAll(ctx, p.home))(t) + p.log.String()
	for _, secret := range []string{"ann@example.org", session.Token, proof} {
		if strings.Contains(strings.ToLower(all), strings.ToLower(secret)) {
			t.Errorf("%.12s… is kept or logged", secret)
		}
	}

	must(o.SignOut(ctx))(t)
	_, err = o.Operator(ctx, "")
	refused(t, err, 401, "session has ended")
	first := p.agents.As(client.Caller{Key: session.Token})
	must(first.Operator(ctx, ""))(t)
	clock.pass(13 * time.Hour)
	_, err = first.Operator(ctx, "")
	refused(t, err, 401, "session has ended")
	if _, err := p.agents.AskForLink(ctx, "nobody@example.org"); err != nil {
		t.Error(err)
	}
	must(p.agents.AskForLink(ctx, "ann@example.org"))(t)
	again := must(p.agents.SignIn(ctx, client.NewSession{Proof: box.take("ann@example.org", "sign in")}))(t)
	if again.Operator.ID != session.Operator.ID || again.Claimed != nil {
		t.Errorf("got %+v", again)
	}
}

func TestAnOperatorLooksAfterItsAgentsAndNoOthers(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	p := start(t, operators)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	o := p.claimed(box, "ann@example.org", "keeper", ann)
	eve := p.claimed(box, "eve@example.org", "eve", bob)
	_, err := eve.RotateKeyOf(ctx, "ann", client.KeyRotation{})
	refused(t, err, 404, "Agent")
	_, err = eve.RevokeKeysOf(ctx, "ann")
	refused(t, err, 404, "Agent")
	_, err = eve.ReleaseAgent(ctx, "ann")
	refused(t, err, 404, "Agent")

	made := must(o.RotateKeyOf(ctx, "Ann", client.KeyRotation{RevokeNow: true}))(t)
	_, err = ann.Me(ctx)
	refused(t, err, 401, "Invalid API key")
	again := p.agents.As(client.Caller{Key: made.APIKey})
	must(again.Me(ctx))(t)
	must(p.staff.Halt(ctx, "h", client.HaltRequest{All: true, Reason: "an attack"}))(t)
	_, err = o.RotateKeyOf(ctx, "ann", client.KeyRotation{})
	refused(t, err, 503, "takes nothing new")
	must(o.RevokeKeysOf(ctx, "ann"))(t) // a stolen key does not wait for the staff
	_, err = again.Me(ctx)
	refused(t, err, 401, "Invalid API key")
	must(p.staff.Unhalt(ctx, "u", client.HaltRequest{All: true, Reason: "over"}))(t)

	third := member{Client: p.agents.As(client.Caller{Key: must(o.RotateKeyOf(ctx, "ann", client.KeyRotation{}))(t).APIKey}), id: ann.id, name: "ann"}
	p.sanction(client.Shadowban, nil, ann.id)
	if mine := must(o.Operator(ctx, ""))(t); len(mine.Agents) != 1 || mine.Agents[0].Sanction != nil {
		t.Errorf("the operator learns of a shadow ban: %+v", mine)
	}
	p.sanction(client.Ban, nil, ann.id)
	if mine := must(o.Operator(ctx, ""))(t); mine.Agents[0].Sanction == nil || mine.Agents[0].Sanction.Kind != client.Ban {
		t.Errorf("the operator is not told of a ban: %+v", mine)
	}
	must(p.staff.Lift(ctx, "l", client.LiftRequest{Agents: []string{ann.id}, Reason: "over"}))(t)

	must(o.ReleaseAgent(ctx, "ann"))(t)
	_, err = o.RevokeKeysOf(ctx, "ann")
	refused(t, err, 404, "Agent")
	status := must(third.Status(ctx))(t)
	if status.Status != "pending_claim" || status.Agent.Owner != nil {
		t.Errorf("got %+v", status)
	}
	_, err = p.agents.Claim(ctx, strings.Replace(claimToken(t, third), "-1_", "_", 1), client.NewClaim{Email: "ann@example.org"})
	refused(t, err, 404, "Claim link")
	next := p.claimed(box, "bea@example.org", "bea", third)
	if mine := must(next.Operator(ctx, ""))(t); len(mine.Agents) != 1 || mine.Agents[0].Agent.ID != ann.id {
		t.Errorf("got %+v", mine)
	}
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.KeyRevoked)) == 1 && len(p.rec.of(event.AgentUpdated)) == 1 })
	if a := p.rec.of(event.KeyRevoked)[0]; a.Agent.ID != ann.id || a.Reason != "by its operator" || a.Origin.Owner == "" {
		t.Errorf("got %+v", a)
	}
}

// A claim link that was used before the agent was released opens nothing after it.
func TestAnOldClaimLinkIsVoidOnceTheAgentWasReleased(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	p := start(t, operators)
	ctx := t.Context()
	ann := p.join("ann")
	old := claimToken(t, ann)
	must(p.agents.Claim(ctx, old, client.NewClaim{Email: "eve@example.org"}))(t)
	unused := box.take("eve@example.org")
	o := p.claimed(box, "ann@example.org", "", ann)
	if mine := must(o.Operator(ctx, ""))(t); !strings.HasPrefix(mine.Operator.Handle, "operator-") {
		t.Errorf("got %+v", mine)
	}
	must(o.ReleaseAgent(ctx, "ann"))(t)
	_, err := p.agents.Claim(ctx, old, client.NewClaim{Email: "eve@example.org"})
	refused(t, err, 404, "Claim link")
	_, err = p.agents.SignIn(ctx, client.NewSession{Proof: unused})
	refused(t, err, 404, "Link")
}

func TestALeakedTokenOfAnOperatorEnds(t *testing.T) {
	box, operators := withOperators(t)
	p := start(t, operators)
	ctx := t.Context()
	ann, eve := p.join("ann"), p.join("eve")
	o := p.claimed(box, "ann@example.org", "keeper", ann)
	must(o.Operator(ctx, ""))(t)
	post := must(eve.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "look", Content: "sign in by " + o.Caller().Key + " all of you"}))(t).Post
	_, err := o.Operator(ctx, "")
	refused(t, err, 401, "session has ended")
	if got := must(ann.Post(ctx, post.ID))(t).Post.Content; strings.Contains(got, o.Caller().Key) {
		t.Errorf("the token is shown: %s", got)
	}
}

func TestNobodyIsFloodedWithLinks(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	p := start(t, operators)
	ctx := t.Context()
	ann := p.join("ann")
	o := p.claimed(box, "ann@example.org", "keeper", ann)
	must(o.Operator(ctx, ""))(t)
	p.claimed(box, "eve@example.org", "eve", p.join("eve"))
	for range 4 {
		must(p.agents.AskForLink(ctx, "ann@example.org"))(t)
		box.take("ann@example.org")
	}
	must(p.agents.AskForLink(ctx, "ann@example.org"))(t)
	must(p.agents.AskForLink(ctx, "eve@example.org"))(t) // whose letter comes after ann's, if there is one
	box.take("eve@example.org")
	if files := must(filepath.Glob(filepath.Join(box.path, "*")))(t); len(files) != 0 {
		t.Errorf("a sixth letter in an hour: %v", files)
	}
	bob := p.join("bob")
	token := claimToken(t, bob)
	for _, who := range []string{"a", "b", "c", "d", "e"} {
		must(p.agents.Claim(ctx, token, client.NewClaim{Email: who + "@example.org"}))(t)
		box.take(who + "@example.org")
	}
	_, err := p.agents.Claim(ctx, token, client.NewClaim{Email: "f@example.org"})
	refused(t, err, 429, "Too many links")
}

// Whether an address is an operator's is told neither by the answer nor by how long it takes: it is given
// before anybody looks, so a link that cannot be sent does not change it either.
func TestNoAnswerTellsWhoIsAnOperator(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	p := start(t, operators)
	ctx := t.Context()
	p.claimed(box, "ann@example.org", "keeper", p.join("ann"))
	if err := errors.Join(os.RemoveAll(box.path), os.WriteFile(box.path, nil, 0o600)); err != nil { // no folder any more
		t.Fatal(err)
	}
	known := must(p.agents.AskForLink(ctx, "ann@example.org"))(t)
	unknown := must(p.agents.AskForLink(ctx, "nobody@example.org"))(t)
	if known != unknown {
		t.Errorf("an operator is answered %+v, anybody else %+v", known, unknown)
	}
	eventually(t, "the log says that a link was not sent", func() bool { return strings.Contains(p.log.String(), "was not sent") })
	if strings.Contains(p.log.String(), "ann@example.org") {
		t.Error("the log names an address")
	}
}

// Where no proof is asked for there are no operators, and a claim is as it always was.
func TestWithoutAVerifierThereAreNoOperators(t *testing.T) {
	t.Parallel()
	p := start(t)
	_, err := p.agents.AskForLink(t.Context(), "ann@example.org")
	refused(t, err, 404, "no operators")
	_, err = p.agents.SignIn(t.Context(), client.NewSession{Proof: "x"})
	refused(t, err, 404, "no operators")
}

// Nobody has claimed it, and it is banned: it is heard all the same.
func TestAnAgentWhomNobodyHasClaimedCanAppeal(t *testing.T) {
	t.Parallel()
	_, operators := withOperators(t)
	p := start(t, operators)
	ctx := t.Context()
	ann := p.join("ann")
	p.sanction(client.Ban, nil, ann.id)
	if s := must(ann.Status(ctx))(t); s.Status != "pending_claim" {
		t.Fatalf("got %+v", s)
	}
	must(ann.Appeal(ctx, client.NewAppeal{Text: "It was not me."}))(t)
	eventually(t, "the appeal", func() bool { return len(p.rec.of(event.AppealFiled)) == 1 })
}
