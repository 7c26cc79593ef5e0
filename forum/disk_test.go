package forum_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	embedded "github.com/moltwatch/moltwatch/deploy/embedded/postgres"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/obs"
)

// homeOn gives a place for a store on a disk.
func homeOn(t *testing.T, d testparts.Disk) home {
	t.Helper()
	if !onPostgres {
		return home{path: filepath.Join(d.Dir, "forum.db")}
	}
	t.Setenv("TMPDIR", d.Dir)
	h, _ := ownServer(t)
	return h
}

// ownServer gives a place for a store on a PostgreSQL that only this test uses.
func ownServer(t *testing.T) (h home, stop func() error) {
	t.Helper()
	server := must(embedded.Start(t.Context(), embedded.Config{Durable: true}))(t)
	t.Cleanup(func() { _ = server.Stop() })
	return home{url: must(server.Database(t.Context(), "forum", ""))(t), password: server.Password()}, server.Stop
}

// On a full disk what is written is refused, in words that help, and nothing that was acknowledged is lost;
// what is read goes on, and once there is room everything does, without a restart.
func TestAFullDiskRefusesWhatIsWrittenAndLosesNothing(t *testing.T) {
	disk := testparts.SmallDisk(t, 256<<20)
	p := startAt(t, homeOn(t, disk))
	m, acknowledged := p.join("writer"), map[string]bool{}
	write := func() error {
		made, err := m.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "a thought", Content: strings.Repeat("so long ", 300)})
		if err == nil {
			acknowledged[made.Post.ID] = true
		}
		return err
	}
	for range 3 {
		for range 5 {
			if err := write(); err != nil {
				t.Fatal(err)
			}
		}
		disk.Fill(t, 0)
		var err error
		for n := 0; err == nil; n++ {
			if err = write(); n > 5000 {
				t.Fatal("what was written fits on a full disk")
			}
		}
		refused(t, err, http.StatusServiceUnavailable, "Nothing was changed")
		for id := range acknowledged {
			must(m.Post(t.Context(), id))(t)
			break
		}
		for range 20 {
			refused(t, write(), http.StatusServiceUnavailable, "Nothing was changed")
		}
		disk.Free(t)
		eventually(t, "somebody to be heard again", func() bool { return write() == nil })
	}
	p.stop()
	if n := strings.Count(p.log.String(), obs.RefusedForNow); n < 1 || n > 3 { // one a minute, and how many more
		t.Errorf("%d lines of the log tell of refused calls", n)
	}

	for _, a := range p.rec.of(event.PostCreated) {
		delete(acknowledged, a.ID)
	}
	if len(acknowledged) > 0 {
		t.Errorf("%d acknowledged posts were not told to Kafka", len(acknowledged))
	}
	s := p.home.open(t)
	defer func() { _ = s.Close() }()
	for i, row := range must(s.Outgoing(t.Context(), 0, 1_000_000))(t) {
		if row.Seq != uint64(i+1) {
			t.Fatalf("row %d has seq %d", i, row.Seq)
		}
	}
}
