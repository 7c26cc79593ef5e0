package copypasta

import (
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

//go:embed texts.sql
var textsQuery string

// post is one text as it was read.
type post struct {
	seen      time.Time
	id, agent string
	comment   bool
	place     string // the thread of a comment, the submolt of a post
	words     string
	nowhere   bool // it is not on record from where
}

func scanPost(rows driver.Rows) (p post, seen time.Time, err error) {
	var comment, nowhere uint8
	err = rows.Scan(&p.seen, &p.id, &p.agent, &comment, &p.place, &p.words, &nowhere)
	p.seen, p.comment, p.nowhere = p.seen.UTC(), comment == 1, nowhere == 1
	return p, p.seen, err
}
