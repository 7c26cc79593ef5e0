package store

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	allowed = map[string]string{
		"Totals": "one row", "RelaySent": "one row", "SetRelaySent": "one row",
		"OutboxOf": "an erasure reads all of it, once",
	}
	paged     = regexp.MustCompile(`^(Posts(Submolt|Agent|AgentSubmolt)?(New|Hot|Top)|Roots\w+|SubmoltsBy\w+)$`)
	unordered = regexp.MustCompile(`^PostsAgent(Submolt)?(Hot|Top)$`) // one author's posts are few
)

// A query that walks a whole table is as slow as the forum is large. None may, and the lists
// of pages may not sort either: their index has the order.
func TestNoQueryWalksATable(t *testing.T) {
	if onPostgres {
		t.Skip("what PostgreSQL plans depends on what is in the tables: see the test after this")
	}
	s := fresh(t)
	walk := regexp.MustCompile(`\bSCAN (agents|posts|comments|votes|outbox|audit|follows|subscriptions|keys|idempotency|submolts|operators|operator_agents|operator_sessions|proofs|passkeys|ceremonies|assertions|bulk_acts|[acpqsdo])\b(.*)`)
	for name, query := range s.queries {
		if allowed[name] != "" {
			continue
		}
		rows, err := s.conn.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?")+1)[:highest(query)]...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if m := walk.FindStringSubmatch(detail); m != nil && !strings.Contains(query, "LIMIT") {
				t.Errorf("%s: %s", name, detail)
			}
			if paged.MatchString(name) && !unordered.MatchString(name) && strings.Contains(detail, "TEMP B-TREE") {
				t.Errorf("%s sorts: %s", name, detail)
			}
			if paged.MatchString(name) && strings.HasPrefix(detail, "SCAN posts") {
				t.Errorf("%s starts anywhere but at its place: %s", name, detail)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}

// With walking and sorting forbidden wherever there is another way, PostgreSQL does neither: each
// query has its index.
func TestEachQueryHasItsIndexInPostgreSQL(t *testing.T) {
	if !onPostgres {
		t.Skip("see the test before this")
	}
	s := fresh(t)
	for _, setting := range []string{"enable_seqscan = off", "enable_sort = off", "plan_cache_mode = force_generic_plan"} {
		if _, err := s.conn.ExecContext(t.Context(), "SET "+setting); err != nil {
			t.Fatal(err)
		}
	}
	walk := regexp.MustCompile(`Seq Scan on (\w+)`)
	oneRow := map[string]bool{"totals": true, "relay": true}
	for name, query := range s.queries {
		arguments := ""
		if n := strings.Count(query, "$"); n > 0 {
			arguments = "(" + strings.TrimSuffix(strings.Repeat("NULL,", dollars(query)), ",") + ")"
		}
		if _, err := s.conn.ExecContext(t.Context(), "PREPARE "+name+" AS "+query); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		rows, err := s.conn.QueryContext(t.Context(), "EXPLAIN EXECUTE "+name+arguments)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		sorts := false
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			if m := walk.FindStringSubmatch(line); m != nil && !oneRow[m[1]] && allowed[name] == "" {
				t.Errorf("%s: %s", name, line)
			}
			if !strings.Contains(line, "  (cost=") { // no step
				continue
			}
			// What is limited already is no more than a page.
			if sorts && !strings.Contains(line, "Limit  (") && paged.MatchString(name) && !unordered.MatchString(name) {
				t.Errorf("%s sorts: %s", name, line)
			}
			sorts = strings.Contains(line, "Sort  (")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}

// Also where a table is so small that the server would rather walk it, whoever writes looks up what it writes: there are
// as many dead rows beside as were written since somebody cleaned up.
func TestTheWriterWalksNoSmallTable(t *testing.T) {
	if !onPostgres {
		t.Skip("SQLite takes an index where there is one")
	}
	s, at := fresh(t), time.Now().UTC()
	err := s.Update(t.Context(), func(tx *Tx) error {
		err := tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at})
		for _, id := range []string{"a", "b", "c"} {
			err = errors.Join(err, tx.AddAgent(NewAgent{ID: id, Name: "name-" + id, Created: at}),
				tx.AddPost(Post{ID: id, Author: Author{ID: id}, SubmoltID: "s", Created: at}),
				tx.AddComment(Comment{ID: id, PostID: id, RootID: id, Author: Author{ID: id}, Created: at}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.conn.ExecContext(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"AgentsByIDs", "PostHeads", "CommentTimesByIDs", "TouchAgentForMany", "CountCommentForMany", "CountReplyForMany"} {
		if _, err := s.conn.ExecContext(t.Context(), "PREPARE "+name+" AS "+s.queries[name]); err != nil {
			t.Fatal(err)
		}
		arguments := strings.TrimSuffix(strings.Repeat("NULL,", dollars(s.queries[name])), ",")
		rows, err := s.conn.QueryContext(t.Context(), "EXPLAIN EXECUTE "+name+"("+arguments+")")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(line, "Seq Scan") || strings.Contains(line, "Hash Join") || strings.Contains(line, "Merge Join") {
				t.Errorf("%s: %s", name, line)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}

// dollars gives the number of the last of PostgreSQL's parameters.
func dollars(query string) int { return highest(strings.ReplaceAll(query, "$", "?")) }

// highest gives the number of the last numbered parameter.
func highest(query string) int {
	n := 0
	for i := range query[:len(query)-1] {
		if query[i] == '?' && query[i+1] >= '1' && query[i+1] <= '9' {
			d := int(query[i+1] - '0')
			if i+2 < len(query) && query[i+2] >= '0' && query[i+2] <= '9' {
				d = d*10 + int(query[i+2]-'0')
			}
			n = max(n, d)
		}
	}
	return n
}
