package warehouse

import (
	"fmt"
	"regexp"
	"strings"
)

// Layout says how the tables lie in ClickHouse. The zero value is one node.
type Layout struct {
	// Cluster, if not empty, is the name of a cluster in the server's configuration: each table
	// X is then X_local on every node and a Distributed table X over them.
	Cluster string
	// Replicated makes the local tables Replicated…MergeTree, by the macros {shard} and
	// {replica} of each node. It needs Cluster.
	Replicated bool
	// RetentionDays is how long actions and their counts are kept, by event time; 0: for ever.
	RetentionDays int
}

// maxRetentionDays is well before the end of ClickHouse's DateTime, in 2106: an age beyond it
// would wrap, and everything would be old.
const maxRetentionDays = 10_000

// Check refuses what would do nothing or cannot be.
func (l Layout) Check() error {
	if l.Replicated && l.Cluster == "" {
		return fmt.Errorf("replicated tables need the name of a cluster")
	}
	if l.RetentionDays < 0 || l.RetentionDays > maxRetentionDays {
		return fmt.Errorf("actions cannot be kept for %d days, want 1 to %d, or 0: for ever", l.RetentionDays, maxRetentionDays)
	}
	if strings.ContainsAny(l.Cluster, "`'\"\\\n") {
		return fmt.Errorf("%q is no name of a cluster", l.Cluster)
	}
	return nil
}

// shardBy is the expression by which the rows of each table are spread over a cluster: rows
// that are compared or replaced together lie together.
var shardBy = map[string]string{
	"actions":            "kafka_partition",
	"actions_per_minute": "kafka_partition",
	"ingest_progress":    "kafka_partition",
	"text_features":      "kafka_partition",
	"text_bands":         "kafka_partition",
	"agent_sightings":    "cityHash64(agent_id)",
	"agent_claims":       "cityHash64(agent_id)",
	"ties":               "low",
	"flags":              "cityHash64(id)",
	"flag_members":       "cityHash64(member_id)",
	"decisions":          "cityHash64(id)",
	"detector_progress":  "cityHash64(detector)",
}

// The statements that schema/ consists of; a migration that is none of these needs a case here.
var (
	createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)$`)
	createMV    = regexp.MustCompile(`(?m)^CREATE MATERIALIZED VIEW (\w+) TO (\w+) AS$`)
	createView  = regexp.MustCompile(`(?m)^CREATE (?:OR REPLACE )?VIEW (\w+) AS$`)
	alterTable  = regexp.MustCompile(`(?m)^ALTER TABLE (\w+) (ADD COLUMN|MODIFY COLUMN|MODIFY SETTING)`)
	insertInto  = regexp.MustCompile(`(?m)^INSERT INTO (\w+)`)
	engine      = regexp.MustCompile(`(?m)^ENGINE = (\w*MergeTree)(?:\((.*)\))?`)
	from        = regexp.MustCompile(`(?m)^( *)FROM (\w+)`)
)

const local = "_local"

// statements gives what a migration is in this layout, for one node of it.
func (l Layout) statements(migration string) ([]string, error) {
	if l.Cluster == "" {
		return []string{repeatable(migration)}, nil
	}
	switch {
	case createTable.MatchString(migration):
		table := createTable.FindStringSubmatch(migration)[1]
		key, ok := shardBy[table]
		if !ok {
			return nil, fmt.Errorf("nothing says how the table %s is spread over a cluster", table)
		}
		own := createTable.ReplaceAllString(migration, "CREATE TABLE ${1}"+local)
		if l.Replicated {
			own = replicated(own, table)
		}
		over := fmt.Sprintf("\nCREATE TABLE %s AS %s%s ENGINE = Distributed('%s', currentDatabase(), '%s%s', %s)", table, table, local, l.Cluster, table, local, key)
		return []string{repeatable(own), repeatable(over)}, nil
	case createMV.MatchString(migration):
		own := createMV.ReplaceAllString(migration, "CREATE MATERIALIZED VIEW ${1} TO ${2}"+local+" AS")
		return []string{repeatable(from.ReplaceAllString(own, "${1}FROM ${2}"+local))}, nil
	case insertInto.MatchString(migration): // each node says it of its own rows
		own := insertInto.ReplaceAllString(migration, "INSERT INTO ${1}"+local)
		return []string{from.ReplaceAllString(own, "${1}FROM ${2}"+local)}, nil
	case createView.MatchString(migration):
		return []string{repeatable(migration)}, nil
	case alterTable.MatchString(migration):
		own := alterTable.ReplaceAllString(migration, "ALTER TABLE ${1}"+local+" ${2}")
		if alterTable.FindStringSubmatch(migration)[2] == "ADD COLUMN" {
			return []string{own, migration}, nil
		}
		if l.Replicated {
			own = strings.ReplaceAll(own, "non_replicated_deduplication_window", "replicated_deduplication_window")
		}
		return []string{own}, nil
	}
	return nil, fmt.Errorf("it is a statement that has no form for a cluster")
}

// replicated makes a table's engine the replicated one of its kind.
func replicated(migration, table string) string {
	migration = strings.ReplaceAll(migration, "non_replicated_deduplication_window", "replicated_deduplication_window")
	return engine.ReplaceAllStringFunc(migration, func(clause string) string {
		parts := engine.FindStringSubmatch(clause)
		args := fmt.Sprintf("'/clickhouse/tables/{shard}/{database}/%s', '{replica}'", table)
		if parts[2] != "" {
			args += ", " + parts[2]
		}
		return fmt.Sprintf("ENGINE = Replicated%s(%s)", parts[1], args)
	})
}

// localTable is the name of the table that holds a table's rows on one node.
func (l Layout) localTable(table string) string {
	if l.Cluster == "" {
		return table
	}
	return table + local
}
