package forum_test

import (
	"net/http"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
)

// While the database is away every call is told so, as something that passes.
func TestWhileItsDatabaseIsAwayCallsAreToldSo(t *testing.T) {
	t.Parallel()
	if !onPostgres {
		t.Skip("a SQLite file is never away")
	}
	h, stop := ownServer(t)
	p := startAt(t, h)
	m := p.join("writer")
	post := p.post(m, "before")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	_, err := m.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "after"})
	refused(t, err, http.StatusServiceUnavailable, "cannot reach its store")
	_, err = m.CreateComment(t.Context(), post.ID, client.NewComment{Content: "after"})
	refused(t, err, http.StatusServiceUnavailable, "cannot reach its store")
	_, err = m.Post(t.Context(), post.ID)
	refused(t, err, http.StatusServiceUnavailable, "cannot reach its store")
}
