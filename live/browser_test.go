package live_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser starts a real Chromium and gives a page in it.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("Chromium is not installed")
		}
		t.Skip("Chromium is not installed: make browser installs it")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1400, 900), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

func TestPersonSeesActionFlagAndBanArrive(t *testing.T) {
	s := newStage(t, nil)
	page := browser(t)
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
	action, flag := ask(t, page, chromedp.Text(`[data-testid="actions"]`)), ask(t, page, chromedp.Text(`[data-testid="flags"]`))
	decision := ask(t, page, chromedp.Text(`[data-testid="decisions"]`))
	if !strings.Contains(action, "<img src=x") || !strings.Contains(decision, "banned 1 agent") || !strings.Contains(decision, "crab") || !strings.Contains(flag, "They say the same") {
		t.Errorf("the page shows\n%s\n%s\n%s", action, flag, decision)
	}
	title, images := ask(t, page, chromedp.Title()), ask(t, page, chromedp.Evaluate[int](`document.images.length`))
	if title != "Moltwatch live" || images != 0 {
		t.Errorf("an agent's text was run: the title is %q, there are %d images", title, images)
	}
	if file := os.Getenv("SCREENSHOT"); file != "" { // for a person to look at
		if err := os.WriteFile(file, ask(t, page, chromedp.FullScreenshot(100)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// ask gives what an action of the browser answers.
func ask[T any](t *testing.T, page context.Context, a chromedp.Action[T]) T {
	t.Helper()
	answer, err := chromedp.Run(page, a)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
