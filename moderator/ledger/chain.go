package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// BrokenChain says that a record does not name the one that stands before it on the topic:
// records were lost, changed or put in, or two moderators wrote at once.
type BrokenChain struct {
	ID, State string // of the decision
	Prev      string // what it names; "" for nothing
	Want      string // the hash of the record before it
}

func (e *BrokenChain) Error() string {
	return fmt.Sprintf("decision %s (%s) says that it follows record %.12q, but the record before it is %.12q", e.ID, e.State, e.Prev, e.Want)
}

// chain follows the hashes from record to record.
type chain struct {
	head string
	seen map[[32]byte]bool // a producer may repeat a record: the repeat is no link
}

// Head is what the next record must name as prev: the hex SHA-256 of the last record's
// bytes, "" before the first.
func (c *chain) Head() string { return c.head }

// Records counts the records, repeats left out.
func (c *chain) Records() int { return len(c.seen) }

// advance moves the head to raw and reports whether raw is new.
func (c *chain) advance(raw []byte) bool {
	sum := sha256.Sum256(raw)
	if c.seen[sum] {
		return false
	}
	c.seen[sum] = true
	c.head = hex.EncodeToString(sum[:])
	return true
}
