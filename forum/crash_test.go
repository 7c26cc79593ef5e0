package forum_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Set in the environment of a process that is to be a forum and to be killed.
const (
	childTopic    = "FORUM_TEST_CHILD_TOPIC"
	childPath     = "FORUM_TEST_CHILD_PATH"
	childURL      = "FORUM_TEST_CHILD_URL"
	childPassword = "FORUM_TEST_CHILD_PASSWORD"
)

// topicFile stands for a topic: what was written to it survives the process.
type topicFile struct{ f *os.File }

func (t topicFile) Publish(_ context.Context, records []bus.Record) error {
	var out []byte
	for _, r := range records {
		a, err := event.Decode[event.Action](r.Value)
		if err != nil {
			return err
		}
		out = binary.BigEndian.AppendUint64(out, a.Seq)
	}
	_, err := t.f.Write(out)
	return err
}

func runChild() int {
	err := func() error {
		topic, err := os.OpenFile(os.Getenv(childTopic), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		adminL, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		cfg := config(home{os.Getenv(childPath), os.Getenv(childURL), os.Getenv(childPassword)}, l, adminL)
		cfg.Publisher = topicFile{topic}
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		f, err := forum.New(ctx, cfg)
		if err != nil {
			return err
		}
		fmt.Println("http://" + l.Addr().String())
		return f.Run(ctx)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func startChild(t *testing.T, h home, topic string) (*exec.Cmd, string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childTopic+"="+topic, childPath+"="+h.path, childURL+"="+h.url, childPassword+"="+h.password)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the child did not start: %v", err)
	}
	return child, strings.TrimSpace(line)
}

// Whatever a forum acknowledged must be in its outbox, numbered without a gap, and reach the
// topic in order, though it is killed in the middle of writes again and again.
func TestKilledAgainAndAgainItLosesNothing(t *testing.T) {
	t.Parallel()
	h, topic := newHome(t), filepath.Join(t.TempDir(), "topic")
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	for round := range 4 {
		child, url := startChild(t, h, topic)
		before := len(acknowledged)
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() {
				c := client.New(url, nil, client.Caller{})
				reg, err := c.Register(t.Context(), client.NewAgent{Name: fmt.Sprintf("writer-%d-%d", round, w)})
				for err == nil {
					mu.Lock()
					acknowledged[reg.Agent.ID] = true
					mu.Unlock()
					var made client.PostAnswer
					made, err = c.As(client.Caller{Key: reg.APIKey}).CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "a thought"})
					if err == nil {
						mu.Lock()
						acknowledged[made.Post.ID] = true
						mu.Unlock()
					}
				}
				var refusal *client.Error
				if errors.As(err, &refusal) {
					t.Errorf("refused rather than cut off: %v", err)
				}
			})
		}
		eventually(t, "some writes", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(acknowledged) > before+40*(round+1)
		})
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait()
		writers.Wait()
	}

	// It starts once more, publishes what is left, and ends when told to.
	child, url := startChild(t, h, topic)
	must(client.New(url, nil, client.Caller{}).Register(t.Context(), client.NewAgent{Name: "the-last-one"}))(t)
	if err := child.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Fatalf("told to end, it said %v", err)
	}

	s := h.open(t)
	defer func() { _ = s.Close() }()
	rows := must(s.Outgoing(t.Context(), 0, 1_000_000))(t)
	var last time.Time
	for i, row := range rows {
		a := must(event.Decode[event.Action](row.Body))(t)
		if row.Seq != uint64(i+1) || a.Seq != row.Seq {
			t.Fatalf("row %d has seq %d, its action %d", i, row.Seq, a.Seq)
		}
		if !a.Time.After(last) {
			t.Fatalf("seq %d at %s is not after %s", a.Seq, a.Time, last)
		}
		last = a.Time.Time
		delete(acknowledged, a.ID) // of a post
		if a.Kind == event.AgentRegistered {
			delete(acknowledged, a.Agent.ID)
		}
	}
	if len(acknowledged) > 0 {
		t.Errorf("%d acknowledged writes are not in the outbox", len(acknowledged))
	}
	topicHolds(t, topic, uint64(len(rows)))
}

// topicHolds checks that a topic has 1 to last, each at least once, none before those under it.
func topicHolds(t *testing.T, path string, last uint64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var highest, repeats uint64
	for {
		var seq uint64
		if err := binary.Read(f, binary.BigEndian, &seq); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if seq > highest+1 {
			t.Fatalf("seq %d was published right after %d", seq, highest)
		}
		if seq <= highest {
			repeats++
		}
		highest = max(highest, seq)
	}
	if highest != last {
		t.Errorf("the topic ends at %d, the outbox at %d", highest, last)
	}
	t.Logf("%d actions, %d published twice", highest, repeats)
}
