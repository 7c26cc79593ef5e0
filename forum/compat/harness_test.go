package compat

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
)

// nowhere takes what the forum publishes.
type nowhere struct{}

func (nowhere) Publish(context.Context, []bus.Record) error { return nil }

// serve runs a forum until the test ends and gives its address.
func serve(t *testing.T) string {
	t.Helper()
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	agents, staff := listen(), listen()
	f, err := forum.New(t.Context(), forum.Config{
		StorePath: filepath.Join(t.TempDir(), "forum.db"), Listener: agents, AdminListener: staff, Publisher: nowhere{}, ForumName: "moltbook",
		Producer: "forum-1", AdminTokens: map[string]string{"staff": "a token that only the staff has"}, HMACKey: bytes.Repeat([]byte("k"), 32),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + agents.Addr().String()
}

// join registers an agent and gives a client that is it.
func join(t *testing.T, url, name string) *client.Client {
	t.Helper()
	stranger := client.New(url, nil, client.Caller{})
	r, err := stranger.Register(t.Context(), client.NewAgent{Name: name, Description: "tests clients"})
	if err != nil {
		t.Fatal(err)
	}
	return stranger.As(client.Caller{Key: r.APIKey})
}

// node gives a command that runs a script with Node, or skips the test, except in CI.
func node(t *testing.T, url string, c *client.Client, args ...string) *exec.Cmd {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		without(t, "node is not installed")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Env = append(os.Environ(), "FORUM_URL="+url, "MOLTBOOK_API_KEY="+c.Caller().Key)
	cmd.Stderr = os.Stderr
	return cmd
}

// without skips a test for want of something that CI must have.
func without(t *testing.T, reason string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// installed fetches the clients by the lockfile, if they are not there.
func installed(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("node_modules/moltbook-http-mcp"); err == nil {
		return
	}
	if _, err := exec.LookPath("npm"); err != nil {
		without(t, "npm is not installed")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error").CombinedOutput()
	if err != nil {
		without(t, "npm ci could not fetch the clients: "+string(out))
	}
}
