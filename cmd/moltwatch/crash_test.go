package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/deploy/embedded"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// writers post through the forum's API until ctx ends, and keep the ids that it accepted.
type writers struct {
	mu       sync.Mutex
	accepted map[string]bool
}

func (w *writers) run(ctx context.Context, url, name string) error {
	agent := client.New(url, nil, client.Caller{})
	registered, err := agent.Register(ctx, client.NewAgent{Name: name, Description: "posts while the house falls"})
	if err != nil {
		return err
	}
	agent = agent.As(client.Caller{Key: registered.APIKey})
	for i := 0; ctx.Err() == nil; i++ {
		answer, err := agent.CreatePost(ctx, client.NewPost{Submolt: "general", Title: fmt.Sprintf("%s %d", name, i), Content: "still standing"})
		if err != nil {
			return err
		}
		w.mu.Lock()
		w.accepted[answer.Post.ID] = true
		w.mu.Unlock()
	}
	return nil
}

// kill -9 of `moltwatch up`, three times in the middle of writes: what the forum accepted is in
// ClickHouse, once.
func TestNothingAcceptedIsLostOrDoubledByKill(t *testing.T) {
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(3, 1))
	w := &writers{accepted: map[string]bool{}}
	for life := range 3 {
		p := start(t, "up", "--data", dir, "--log-level", "warn", "--partitions", "2", "--limits", "off")
		url := p.after("forum")
		p.after("live")
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				if err := w.run(ctx, url, fmt.Sprintf("writer-%d-%d", life, i)); err == nil {
					t.Error("a writer ended before the forum was killed")
				}
			})
		}
		time.Sleep(time.Second + time.Duration(random.IntN(2500))*time.Millisecond) // a random moment
		p.kill()
		group.Wait()
		cancel()
	}
	if len(w.accepted) < 50 {
		t.Fatalf("only %d posts were accepted: the test does not exercise anything", len(w.accepted))
	}
	p := start(t, "up", "--data", dir, "--log-level", "warn", "--limits", "off")
	last := postOne(t, p.after("forum"))
	w.accepted[last] = true
	p.after("live")
	awaitStored(t, p, dir, w.accepted)
	if code := p.stop(); code != exitOK {
		t.Errorf("a clean stop exits with %d:\n%s", code, p.output)
	}
	compareStored(t, dir, w.accepted)
}

// awaitStored waits until posts are in the ClickHouse of a running moltwatch, as its reader sees it.
func awaitStored(t *testing.T, p *process, dir string, posts map[string]bool) {
	t.Helper()
	u, err := url.Parse(p.after("reader"))
	if err != nil {
		t.Fatal(err)
	}
	var passwords struct{ Grafana string }
	b, err := os.ReadFile(filepath.Join(dir, "clickhouse", "credentials.json"))
	if err == nil {
		err = json.Unmarshal(b, &passwords)
	}
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(u.User.Username(), passwords.Grafana)
	w, err := warehouse.Open(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	eventually(t, 60*time.Second, "the accepted posts are stored", func() bool {
		var n uint64
		err := w.Conn().QueryRow(t.Context(), "SELECT uniqExact(post_id) FROM actions WHERE kind = 'post.created' AND has({ids:Array(String)}, post_id)",
			clickhouse.Named("ids", slices.Collect(maps.Keys(posts)))).Scan(&n)
		return err == nil && n == uint64(len(posts))
	})
}

func postOne(t *testing.T, url string) string {
	t.Helper()
	agent := client.New(url, nil, client.Caller{})
	registered, err := agent.Register(t.Context(), client.NewAgent{Name: "the-last", Description: "says one thing"})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := agent.As(client.Caller{Key: registered.APIKey}).CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "The last word", Content: "is mine"})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Post.ID
}

// compareStored opens a stopped data directory and compares the posts in ClickHouse, by id.
func compareStored(t *testing.T, dir string, accepted map[string]bool) {
	t.Helper()
	parts, err := embedded.Start(t.Context(), embedded.Config{DataDir: dir, NeedClickHouse: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := parts.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	w, err := warehouse.Open(t.Context(), parts.ClickHouseDSN)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	rows, err := w.Conn().Query(t.Context(), "SELECT post_id, count() FROM actions WHERE kind = 'post.created' GROUP BY post_id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	stored := map[string]uint64{}
	for rows.Next() {
		var id string
		var times uint64
		if err := rows.Scan(&id, &times); err != nil {
			t.Fatal(err)
		}
		stored[id] = times
		if times != 1 {
			t.Errorf("post %s is stored %d times", id, times)
		}
	}
	lost := 0
	for id := range accepted {
		if stored[id] == 0 {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d accepted posts are lost", lost, len(accepted))
	}
	var doubled uint64
	if err := w.Conn().QueryRow(t.Context(), "SELECT count() FROM (SELECT producer, seq FROM actions GROUP BY producer, seq HAVING count() > 1)").Scan(&doubled); err != nil {
		t.Fatal(err)
	}
	progress, err := w.Progress(t.Context(), ingest.StageActions)
	if err != nil || doubled > 0 || len(progress) != 2 {
		t.Errorf("%d records are stored twice, progress of %d partitions, %v", doubled, len(progress), err)
	}
}
