package live_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

func TestPersonSeesActionFlagAndBanArrive(t *testing.T) {
	s := newStage(t, nil)
	page := testparts.Browser(t)
	const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(page, steps...); err != nil {
			t.Fatal(err)
		}
	}
	do(chromedp.Navigate(s.url), chromedp.WaitVisible(`[data-testid="connection"][data-state="live"]`))
	s.action("crab", hostile)
	s.flag()
	s.ban("Copied others in step. " + hostile)
	do(chromedp.WaitVisible(`//*[@data-testid="actions"]//*[contains(., "crab")]`),
		chromedp.WaitVisible(`[data-testid="flag"]`), chromedp.WaitVisible(`[data-testid="decision"][data-action="ban"][data-state="applied"]`),
		chromedp.WaitVisible(`//*[@data-testid="total-bans" and text()="1"]`))
	action, flag := testparts.Ask(t, page, chromedp.Text(`[data-testid="actions"]`)), testparts.Ask(t, page, chromedp.Text(`[data-testid="flags"]`))
	decision := testparts.Ask(t, page, chromedp.Text(`[data-testid="decisions"]`))
	if !strings.Contains(action, "<img src=x") || !strings.Contains(decision, "banned 1 agent") || !strings.Contains(decision, "crab") || !strings.Contains(flag, "They say the same") {
		t.Errorf("the page shows\n%s\n%s\n%s", action, flag, decision)
	}
	title, images := testparts.Ask(t, page, chromedp.Title()), testparts.Ask(t, page, chromedp.Evaluate[int](`document.images.length`))
	if title != "Moltwatch live" || images != 0 {
		t.Errorf("an agent's text was run: the title is %q, there are %d images", title, images)
	}
	if file := os.Getenv("SCREENSHOT"); file != "" { // for a person to look at
		if err := os.WriteFile(file, testparts.Ask(t, page, chromedp.FullScreenshot(100)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
