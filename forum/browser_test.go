package forum_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
)

// cdpCall gives a step that calls the browser itself.
func cdpCall[P, R any](command cdp.Command[P, R], params P, into *R) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		answer, err := cdp.Call(ctx, t, command, params)
		if into != nil {
			*into = answer
		}
		return err
	})
}

const said = `[data-testid="said"]`

// says waits until the page says something with these words.
func says(words string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(`//*[@data-testid="said" and contains(., "` + words + `")]`)
}

// A person claims an agent, registers a passkey and lets the agent go on, in a real browser with an
// authenticator of the browser's own; and so does one of the staff.
func TestAPersonClaimsAnAgentAndApprovesByPasskeyInABrowser(t *testing.T) {
	page := testparts.Browser(t)
	box, operators := withOperators(t)
	var at, staffAt string
	p := start(t, operators, func(c *forum.Config) {
		local := func(address string) string { return "http://localhost" + address[strings.LastIndex(address, ":"):] }
		at, staffAt = local(c.Listener.Addr().String()), local(c.AdminListener.Addr().String())
		c.PublicURL, c.PasskeyHost, c.PasskeyOrigins, c.Bulk = at, "localhost", []string{at, staffAt}, forum.Bulk{Deletes: 1, Staff: 1}
	})
	ctx := t.Context()
	const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
	ann := p.join("ann")
	words := hostile
	must(ann.UpdateMe(ctx, client.AgentChange{Description: &words}))(t)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(page, steps...); err != nil {
			text, _ := chromedp.Run(page, chromedp.Text(said))
			t.Fatalf("%v; the page says %q", err, text)
		}
	}
	approve := func(action string) string {
		t.Helper()
		do(chromedp.SetValue(`#approve input`, action), chromedp.Click(`#approve button`), says("It opens "+action))
		return testparts.Ask(t, page, chromedp.Text(`#assertion`))
	}

	status := must(ann.Status(ctx))(t)
	do(chromedp.Navigate(status.ClaimURL), chromedp.WaitVisible(`#claim`),
		chromedp.SendKeys(`#claim input[name="email"]`, "ann@example.org"), chromedp.SendKeys(`#claim input[name="handle"]`, "keeper"),
		chromedp.Click(`#claim button`), says("Open the link"))
	do(chromedp.Navigate("about:blank"), chromedp.Navigate(at+"/operators/#proof="+box.take("ann@example.org")), chromedp.Click(`#prove button`), says("ann is yours"))
	if address := testparts.Ask(t, page, chromedp.Location()); strings.Contains(address, "proof") {
		t.Errorf("the proof stays in the address: %s", address)
	}
	shown := testparts.Ask(t, page, chromedp.Text(`[data-testid="agents"]`))
	title, images := testparts.Ask(t, page, chromedp.Title()), testparts.Ask(t, page, chromedp.Evaluate[int](`document.images.length`))
	if !strings.Contains(shown, "<img src=x") || title != "Operators" || images != 0 {
		t.Errorf("an agent's text was run: the title is %q, there are %d images, the page shows\n%s", title, images, shown)
	}

	var device webauthn.AddVirtualAuthenticatorResult
	do(cdpCall(webauthn.Enable, webauthn.EnableParams{}, nil), cdpCall(webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		HasCmtgKey: true, // else the browser refuses a credential that says it has no such key
	}}, &device))
	do(chromedp.SetValue(`#newpasskey input`, "laptop"), chromedp.Click(`#newpasskey button`), says("The passkey laptop is registered"))

	do(chromedp.Click(`#signout`), says("You are signed out"), chromedp.Click(`#bypasskey`), says("You are signed in"), chromedp.WaitVisible(`#mine`))

	remove := func(assertion string) error {
		post := p.post(ann, "a thought")
		caller := ann.Caller()
		caller.Assertion = assertion
		_, err := ann.As(caller).DeletePost(ctx, post.ID)
		return err
	}
	if err := remove(""); err != nil {
		t.Fatal(err)
	}
	action := required(t, remove(""))
	if err := remove(approve(action)); err != nil {
		t.Fatal(err)
	}

	// A copy of the authenticator, from before it was used.
	var held webauthn.GetCredentialsResult
	do(cdpCall(webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: device.AuthenticatorID}, &held))
	copied := &webauthn.Credential{
		CredentialID: held.Credentials[0].CredentialID, PrivateKey: held.Credentials[0].PrivateKey, UserHandle: held.Credentials[0].UserHandle,
		RpID: "localhost", IsResidentCredential: true,
	}
	do(cdpCall(webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: device.AuthenticatorID}, nil),
		cdpCall(webauthn.AddCredential, webauthn.AddCredentialParams{AuthenticatorID: device.AuthenticatorID, Credential: copied}, nil),
		chromedp.SetValue(`#approve input`, action), chromedp.Click(`#approve button`), says("may have been copied"))

	carl := p.join("carl")
	must(p.agents.Claim(ctx, claimToken(t, carl), client.NewClaim{Email: "carl@example.org"}))(t)
	do(chromedp.Navigate("about:blank"), chromedp.Navigate(at+"/operators/#proof="+box.take("carl@example.org")), chromedp.Click(`#prove button`), says("carl is yours"),
		chromedp.Click(`#leave input`), chromedp.Click(`#leave button`), says("Your account is gone"), chromedp.WaitVisible(`#signin`))
	if s := must(carl.Status(ctx))(t); s.Status != "pending_claim" {
		t.Errorf("got %+v", s)
	}

	do(chromedp.Navigate(staffAt+"/passkeys/"), chromedp.SendKeys(`#signin input`, staffToken), chromedp.Click(`#signin button`), chromedp.WaitVisible(`#mine`),
		chromedp.SetValue(`#newpasskey input`, "desk"), chromedp.Click(`#newpasskey button`), says("The passkey desk is registered"))
	request := client.SanctionRequest{Agents: []string{ann.id, p.join("bob").id}, Kind: client.Ban, Reason: "spam"}
	_, err := p.staff.Sanction(ctx, "both", request)
	action = required(t, err)
	if got := must(p.staff.Asserting(approve(action)).Sanction(ctx, "both", request))(t); got.Applied != 2 {
		t.Errorf("got %+v", got)
	}
}
