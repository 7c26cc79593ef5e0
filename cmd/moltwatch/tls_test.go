package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/certs"
	"github.com/moltwatch/moltwatch/internal/certs/certstest"
)

// Agents, the poller and whoever acts for the moderator reach a forum that speaks TLS, and are
// told which setting is wrong when it is.
func TestAForumThatSpeaksTLS(t *testing.T) {
	t.Setenv(varAdminToken, strings.Repeat("t", 32))
	authority, other := certstest.NewAuthority(t), certstest.NewAuthority(t)
	cert, key := authority.Issue(t, t.TempDir(), 1, time.Now().Add(time.Hour))
	mine, mineKey := authority.Issue(t, t.TempDir(), 2, time.Now().Add(time.Hour))
	p := start(t, "forum", "--data", t.TempDir(), "--forum-tls-cert", cert, "--forum-tls-key", key,
		"--admin-tls-cert", cert, "--admin-tls-key", key, "--admin-tls-client-ca", authority.File)
	url, adminURL := p.after("forum"), p.after("admin")
	if !strings.HasPrefix(url, "https://") || !strings.HasPrefix(adminURL, "https://") {
		t.Fatalf("it says it is at %s and %s", url, adminURL)
	}
	calls := func(trust certs.Trust) *application {
		trust.Setting = "--forum"
		return &application{settings: &settings{forumTrust: trust}}
	}
	agentHTTP, err := calls(certs.Trust{CA: authority.File}).forumHTTP()
	if err != nil {
		t.Fatal(err)
	}
	member, err := client.New(url, agentHTTP, client.Caller{}).Register(t.Context(), client.NewAgent{Name: "hermit", Description: "alone"})
	if err != nil || !strings.HasPrefix(member.Agent.ClaimURL, "https://") {
		t.Fatalf("%+v, %v", member, err)
	}
	for says, trust := range map[string]certs.Trust{
		"":                    {CA: authority.File, Cert: mine, Key: mineKey},
		"--forum-client-cert": {CA: authority.File},
		"--forum-ca":          {CA: other.File, Cert: mine, Key: mineKey},
	} {
		hc, err := calls(trust).forumHTTP()
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.NewAdmin(adminURL, hc, strings.Repeat("t", 32)).Agent(t.Context(), member.Agent.ID)
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("the staff: %v; want %q", err, says)
		}
	}
	var said bytes.Buffer
	if code := run(t.Context(), []string{"sim", "run", "demo", "--forum", url, "--forum-ca", other.File}, nil, terminal{out: &said, err: &said}); code != exitFailed || !strings.Contains(said.String(), "--forum-ca") {
		t.Errorf("exit %d: %s", code, &said)
	}
	broker := testparts.Kafka(t)
	poller := start(t, "poll", "--forum-url", url, "--forum-ca", authority.File, "--kafka", broker, "--data", t.TempDir(), "--poll-every", "1s", "--poll-gap", "10ms")
	eventually(t, 20*time.Second, "the poller has read the forum", func() bool {
		return strings.Contains(poller.output.String(), "round")
	})
}

func TestTLSThatWouldNotHoldIsRefused(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"forum --forum-tls-cert nowhere.pem", "--forum-tls-key go together"},
		{"forum --admin-tls-cert nowhere.pem --admin-tls-key nowhere.pem", "the files of --admin-tls"},
		{"forum --admin-tls-client-ca nowhere.pem", "--admin-tls-key go together"},
		{"live --live-tls-key nowhere.pem", "--live-tls-key go together"},
		{"moderate --admin-url https://127.0.0.1:1 --forum-ca nowhere.pem", "reading --forum-ca"},
		{"moderate --admin-url https://127.0.0.1:1 --forum-client-cert nowhere.pem", "--forum-client-key go together"},
	} {
		var said bytes.Buffer
		args := append(strings.Fields(c.args), "--data", t.TempDir())
		if code := run(t.Context(), args, nil, terminal{out: &said, err: &said}); code != exitUsage || !strings.Contains(said.String(), c.says) {
			t.Errorf("%s: exit %d, %s", c.args, code, &said)
		}
	}
}
