package ingest_test

import (
	"fmt"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

// comparisons are queries that give the rows in which a rollup and a GROUP BY over the actions
// differ. They are written out here, not shared with what they judge.
var comparisons = map[string]string{
	"kind":    perMinute("kind", "''", "true"),
	"submolt": perMinute("submolt", "toString(submolt)", "submolt != ''"),
	"target":  perMinute("target", "target_id", "target_id != ''"),
	"agent":   perMinute("agent", "agent_id", "agent_id != ''"),
	"agents": differing(
		`SELECT agent_id, name, owner, registered, first_seen, last_seen FROM agents`,
		`SELECT agent_id, tupleElement(maxIf((seen, agent_name), agent_name != ''), 2), tupleElement(maxIf((seen, origin_owner), origin_owner != ''), 2),
			minOrNullIf(time, kind = 'agent.registered'), min(seen), max(seen) FROM actions GROUP BY agent_id`),
	"ties": differing(
		`SELECT day, low, high, up, min(first) FROM ties GROUP BY ALL`,
		`SELECT toDate(seen), least(sipHash64(agent_id), sipHash64(target_agent_id)), greatest(sipHash64(agent_id), sipHash64(target_agent_id)),
			sipHash64(agent_id) < sipHash64(target_agent_id), min(seen) FROM actions
			WHERE agent_id != target_agent_id AND target_agent_id != '' AND (kind IN ('comment.created', 'agent.followed', 'message.sent') OR kind = 'vote.cast' AND value > 0) GROUP BY ALL`),
	"claims": differing(
		`SELECT owner, agent_id, min(claimed) FROM agent_claims GROUP BY ALL`,
		`SELECT origin_owner, agent_id, min(seen) FROM actions WHERE kind = 'agent.claimed' AND origin_owner != '' GROUP BY ALL`),
}

func perMinute(dimension, key, where string) string {
	return differing(
		"SELECT minute, key, toString(kind), toUInt64(sum(actions)) AS n FROM actions_per_minute WHERE dimension = '"+dimension+"' GROUP BY ALL HAVING n != 0",
		"SELECT toStartOfMinute(seen), "+key+", toString(kind), count() FROM actions WHERE "+where+" GROUP BY ALL")
}

func differing(a, b string) string {
	return fmt.Sprintf("SELECT ((SELECT count() FROM (%[1]s EXCEPT ALL (%[2]s))) + (SELECT count() FROM (%[2]s EXCEPT ALL (%[1]s)))) AS n", a, b)
}

// checkRollups compares each rollup with its GROUP BY over the actions, row for row.
func (s *stage) checkRollups() {
	s.Helper()
	for name, query := range comparisons {
		var n int64
		if err := s.warehouse.Conn().QueryRow(s.Context(), "SELECT toInt64(n) FROM ("+query+")").Scan(&n); err != nil {
			s.Fatalf("comparing the rollup by %s: %v", name, err)
		}
		if n != 0 {
			s.Errorf("the rollup by %s differs from the actions in %d rows", name, n)
		}
	}
}

func (s *stage) exec(statements ...string) {
	s.Helper()
	for _, statement := range statements {
		if err := s.warehouse.Conn().Exec(s.Context(), statement); err != nil {
			s.Fatal(err)
		}
	}
}

// A ClickHouse that is killed within an insert may have stored the rows and not what the views
// make of them; and one that had actions before there were rollups has none. Whoever takes the
// partition over puts it right.
func TestRollupsThatAreWrongAreCorrectedOnAssignment(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string][]string{
		"short":  {"TRUNCATE TABLE actions_per_minute", "TRUNCATE TABLE agent_sightings", "TRUNCATE TABLE ties", "TRUNCATE TABLE agent_claims"},
		"double": {"INSERT INTO actions_per_minute SELECT * FROM actions_per_minute"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, testparts.Kafka(t))
			stop := s.consumer()
			s.say(300)
			s.settle()
			s.check()
			stop()
			s.exec(spoil...)
			// As if nobody had looked at them before.
			s.exec("ALTER TABLE ingest_progress UPDATE audited_offset = 0 WHERE true SETTINGS mutations_sync = 1")
			s.consumer()
			s.say(30)
			s.settle()
			s.check()
		})
	}
}
