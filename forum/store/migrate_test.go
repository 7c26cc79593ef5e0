package store

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/names"
)

// old makes a store with the migrations before one, and runs statements in it.
func old(t *testing.T, before string, statements string) Config {
	t.Helper()
	cfg := somewhere(t)
	var e engine
	var err error
	if onPostgres {
		e, err = openPostgres(cfg)
	} else {
		e, err = openSQLite(cfg)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.close(); err != nil {
			t.Error(err)
		}
	}()
	ctx := context.WithoutCancel(t.Context())
	conn, err := e.writer(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, `CREATE TABLE migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL)`)
	}
	if err != nil {
		t.Fatal(err)
	}
	folder := "migrations/" + e.dialect() + "/"
	paths, err := fs.Glob(migrationFiles, folder+"*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.TrimPrefix(path, folder)
		if name >= before {
			break
		}
		text, err := migrationFiles.ReadFile(path)
		if err == nil {
			err = runMigration(ctx, e, conn, name, hashOf(text), string(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for statement := range strings.SplitSeq(statements, ";\n") {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	return cfg
}

// What agents were told by an earlier version they find again.
func TestNotificationsFromBeforeAreKept(t *testing.T) {
	s := open(t, old(t, "0080", `INSERT INTO agents (id, name, name_key, created_at) VALUES ('a', 'ann', 'ann', 1), ('b', 'bob', 'bob', 1);
INSERT INTO notifications (id, agent_id, kind, actor_id, created_at, read_at) VALUES ('3', 'a', 'new_follower', 'b', 7, 0), ('1', 'a', 'new_follower', 'b', 5, 6), ('2', 'b', 'mention', 'a', 6, 0)`), nil)
	list, err := s.Notifications(t.Context(), "a", LastID, 10)
	if err != nil || len(list) != 2 || list[0].ID != "3" || !list[0].Read.IsZero() || list[1].ID != "1" || !list[1].Read.Equal(fromMicros(6)) || list[1].Actor != "bob" {
		t.Errorf("ann was told %+v, %v", list, err)
	}
	if list, err := s.Notifications(t.Context(), "b", LastID, 10); err != nil || len(list) != 1 || list[0].ID != "2" || !list[0].Created.Equal(fromMicros(6)) {
		t.Errorf("bob was told %+v, %v", list, err)
	}
}

// Who was out of sight before its follows were told apart counts as no follower, until it is seen again.
func TestFollowsOfThoseOutOfSightFromBeforeAreNotCounted(t *testing.T) {
	s := open(t, old(t, "0083", `INSERT INTO agents (id, name, name_key, created_at, sanction, follower_count) VALUES ('a', 'ann', 'ann', 1, '', 9), ('b', 'bob', 'bob', 1, 'shadowban', 1), ('c', 'carl', 'carl', 1, 'ban', 0), ('d', 'dan', 'dan', 1, 'quarantine', 1);
INSERT INTO follows (follower_id, followee_id, created_at) VALUES ('b', 'a', 1), ('c', 'a', 1), ('d', 'a', 1), ('a', 'b', 1), ('b', 'd', 1)`), nil)
	want := func(when string, counts map[string]int64) {
		for id, n := range counts {
			if a, err := s.Agent(t.Context(), id); err != nil || a.Followers != n {
				t.Errorf("%s %s has %d followers, %v; want %d", when, id, a.Followers, err, n)
			}
		}
	}
	want("at first", map[string]int64{"a": 7, "b": 1, "c": 0, "d": 0})
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.HideAgent("b", false) }); err != nil {
		t.Fatal(err)
	}
	want("with b in sight", map[string]int64{"a": 8, "b": 1, "c": 0, "d": 1})
}

// Appeals of which an earlier version kept the time alone wait to be judged, and are about what their agent is under.
func TestAppealsFromBeforeWait(t *testing.T) {
	s := open(t, old(t, "0086", `INSERT INTO agents (id, name, name_key, created_at, sanction, sanction_since, sanction_reason) VALUES ('a', 'ann', 'ann', 1, 'ban', 5, 'flooding'), ('b', 'bob', 'bob', 1, '', 0, '');
INSERT INTO appeals (agent_id, at) VALUES ('a', 7), ('b', 8)`), nil)
	list, err := s.Appeals(t.Context(), false, "", 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("got %+v, %v", list, err)
	}
	if a := list[0]; a.AgentID != "a" || a.Agent != "ann" || a.Sanction.Kind != "ban" || a.Sanction.Reason != "flooding" || !a.Stands || !a.Filed.Equal(fromMicros(7)) || a.Text != "" {
		t.Errorf("got %+v", a)
	}
	if a, err := s.LastAppeal(t.Context(), "b"); err != nil || !a.Filed.Equal(fromMicros(8)) || a.Stands {
		t.Errorf("got %+v, %v", a, err)
	}
}

// Who was out of sight before its votes and subscriptions were told apart gave nothing, until it is seen again.
func TestVotesOfThoseOutOfSightFromBeforeAreNotCounted(t *testing.T) {
	s := open(t, old(t, "0084", `INSERT INTO agents (id, name, name_key, created_at, sanction, karma) VALUES ('a', 'ann', 'ann', 1, '', 3), ('b', 'bob', 'bob', 1, 'shadowban', 0), ('c', 'carl', 'carl', 1, 'ban', 0);
INSERT INTO submolts (id, name, created_at, subscriber_count) VALUES ('s', 's', 1, 2);
INSERT INTO subscriptions (agent_id, submolt_id, created_at) VALUES ('a', 's', 1), ('b', 's', 1);
INSERT INTO posts (id, agent_id, submolt_id, type, upvotes, score, hot, created_at, updated_at, hidden, title, url, content) VALUES ('p', 'a', 's', 'text', 2, 2, 9, 1, 1, 0, '', '', '');
INSERT INTO comments (id, post_id, root_id, depth, agent_id, upvotes, score, created_at, updated_at, hidden, content) VALUES ('k', 'p', 'k', 0, 'a', 1, 1, 1, 1, 0, '');
INSERT INTO votes (agent_id, target_id, value, counted) VALUES ('b', 'p', 1, TRUE), ('c', 'p', 1, TRUE), ('b', 'k', 1, TRUE)`), nil)
	want := func(when string, karma, post, comment, subscribers int64) {
		t.Helper()
		ctx := t.Context()
		a, err := s.Agent(ctx, "a")
		if err != nil || a.Karma != karma {
			t.Errorf("%s the author has karma %d, %v; want %d", when, a.Karma, err, karma)
		}
		if p, err := s.Post(ctx, "p", ""); err != nil || p.Upvotes != post || p.Score != post || math.Abs(p.Hot-Heat(post, p.Created)) > 1e-9 {
			t.Errorf("%s the post is %+v, %v; want %d votes", when, p, err, post)
		}
		if c, err := s.Comment(ctx, "k"); err != nil || c.Upvotes != comment || c.Score != comment {
			t.Errorf("%s the comment is %+v, %v; want %d votes", when, c, err, comment)
		}
		if m, err := s.Submolt(ctx, "s"); err != nil || m.Subscribers != subscribers {
			t.Errorf("%s the submolt is %+v, %v; want %d subscribers", when, m, err, subscribers)
		}
	}
	want("at first", 1, 1, 0, 1)
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.HideAgent("b", false) }); err != nil {
		t.Fatal(err)
	}
	want("with b in sight", 3, 2, 1, 2)
}

// What an earlier version counted beside the texts is counted on, and shown again when a comment is.
func TestCountsFromBeforeAreKept(t *testing.T) {
	s := open(t, old(t, "0092", `INSERT INTO agents (id, name, name_key, created_at, comments_count, last_active) VALUES ('a', 'ann', 'ann', 1, 2, 9), ('b', 'bob', 'bob', 1, 0, 0);
INSERT INTO submolts (id, name, created_at) VALUES ('s', 's', 1);
INSERT INTO posts (id, agent_id, submolt_id, type, comment_count, hot, created_at, updated_at, hidden, title, url, content) VALUES ('p', 'b', 's', 'text', 2, 9, 1, 1, 0, '', '', '');
INSERT INTO comments (id, post_id, root_id, depth, agent_id, created_at, updated_at, hidden, content) VALUES ('k', 'p', 'k', 0, 'a', 1, 1, 0, ''), ('l', 'p', 'l', 0, 'a', 1, 1, 0, ''), ('m', 'p', 'm', 0, 'a', 1, 1, 4, '')`), nil)
	want := func(when string, comments int64, active int64) {
		t.Helper()
		if a, err := s.Agent(t.Context(), "a"); err != nil || a.Written != comments || !a.LastActive.Equal(fromMicros(active)) {
			t.Errorf("%s the author is %+v, %v; want %d comments and %d", when, a, err, comments, active)
		}
		if p, err := s.Post(t.Context(), "p", ""); err != nil || p.Comments != comments {
			t.Errorf("%s the post is %+v, %v; want %d comments", when, p, err, comments)
		}
	}
	want("at first", 2, 9)
	if b, err := s.Agent(t.Context(), "b"); err != nil || b.Written != 0 || !b.LastActive.IsZero() {
		t.Errorf("who never wrote is %+v, %v", b, err)
	}
	err := s.Update(t.Context(), func(tx *Tx) error {
		return errors.Join(
			tx.SetCommentHidden(Comment{ID: "m", PostID: "p", Updated: fromMicros(12)}),
			tx.AddComment(Comment{ID: "n", PostID: "p", RootID: "n", Author: Author{ID: "a"}, Created: fromMicros(11)}))
	})
	if err != nil {
		t.Fatal(err)
	}
	want("with two more", 4, 11)
}

// What agents showed before is theirs: two may have shown the same, and nobody comes to them.
func TestLooksFromBeforeAreKept(t *testing.T) {
	s := open(t, old(t, "0098", `INSERT INTO agents (id, name, name_key, display_name, created_at, skeleton) VALUES
('a', 'ann', 'ann', 'Mary 10', 1, 'ann'), ('b', 'bob', 'bob', 'mary-l0', 1, 'bob'), ('c', 'cat', 'cat', 'CAT', 1, 'cat'), ('d', 'dan', 'dan', '', 1, 'dan')`), nil)
	for _, display := range []string{"Mary 10", "rnary 1o", "Mary-10"} {
		found := map[string]bool{}
		for _, butFor := range []string{"a", "b"} {
			for _, look := range names.Looks(display) {
				if a, err := s.AgentShownAs(t.Context(), look, butFor); err == nil {
					found[a.ID] = true
				} else if !errors.Is(err, ErrNotFound) {
					t.Fatal(err)
				}
			}
		}
		if !found["a"] || !found["b"] {
			t.Errorf("%q is shown by %v", display, found)
		}
	}
	if a, err := s.AgentShownAs(t.Context(), "cat", "a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a name of its own is noted again: %+v, %v", a, err)
	}
}

// What founded a submolt before it was noted what told of it is known: an erasure takes it back too.
func TestWhatFoundedSubmoltsFromBeforeIsKnown(t *testing.T) {
	none, voice := "0", "1"
	if onPostgres {
		none, voice = "false", "true"
	}
	s := open(t, old(t, "0093", `INSERT INTO agents (id, name, name_key, created_at, system) VALUES ('a', 'ann', 'ann', 1, `+none+`), ('v', 'voice', 'voice', 1, `+voice+`);
INSERT INTO submolts (id, name, display_name, description, creator_id, created_at) VALUES ('s', 'reef', 'Reef', 'words', 'a', 1), ('g', 'all', 'All', 'words', 'v', 1)`), nil)
	for subject, want := range map[string][]Told{"s": {{ActionID: "s", AgentID: "a"}}, "g": nil, "a": nil} {
		got, err := s.ToldOf(t.Context(), subject)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("of %s was told %v, %v, want %v", subject, got, err, want)
		}
	}
}
