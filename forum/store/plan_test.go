package store

import (
	"regexp"
	"strings"
	"testing"
)

// A query that walks a whole table is as slow as the forum is large. None may, and the lists
// of pages may not sort either: their index has the order.
func TestNoQueryWalksATable(t *testing.T) {
	s := fresh(t)
	queries, err := readQueries()
	if err != nil {
		t.Fatal(err)
	}
	allowed := map[string]string{
		"Totals": "one row", "RelaySent": "one row", "SetRelaySent": "one row",
	}
	paged := regexp.MustCompile(`^(Posts(Submolt|Agent)?(New|Hot|Top)|Roots\w+|SubmoltsBy\w+)$`)
	unordered := regexp.MustCompile(`^PostsAgent(Hot|Top)$`) // one author's posts are few
	walk := regexp.MustCompile(`\bSCAN (agents|posts|comments|votes|outbox|audit|follows|subscriptions|keys|idempotency|submolts|[acpqsd])\b(.*)`)
	for name, query := range queries {
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
