package store

import (
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// change says what a commit changed of what readers see.
type change int

const (
	nothing  change = iota // a watermark, a note
	counts                 // something was added or counted; of accounts, no more than their counts
	anything               // whatever it was
	erasure                // and what was there before must be kept nowhere
)

// String is how other processes are told.
func (c change) String() string { return [...]string{"", "counted", "changed", "erased"}[c] }

// shown lists ids of posts, agents and submolts of which a write changes what lists of posts show.
type shown []string

// Slots are what ids are told apart by: two that share one are taken to change together.
const slots = 1 << 16

func slotOf(id string) uint16 { return uint16(xxhash.Sum64String(id)) }

// maxTold bounds how many slots a commit tells other processes of: PostgreSQL takes less than 8,000 bytes.
const maxTold = 1_500

// changes is what a transaction changed.
type changes struct {
	what  change
	all   bool // of all posts, agents and submolts, as far as anybody knows
	slots map[uint16]struct{}
}

func (c *changes) note(what change, of shown) {
	c.what = max(c.what, what)
	for _, id := range of {
		if c.slots == nil {
			c.slots = map[uint16]struct{}{}
		}
		c.slots[slotOf(id)] = struct{}{}
	}
}

// String is how other processes are told: a word, and the slots in hexadecimal, or * for all.
func (c *changes) String() string {
	switch {
	case c.all || len(c.slots) > maxTold:
		return c.what.String() + " *"
	case len(c.slots) == 0:
		return c.what.String()
	}
	text := append([]byte(c.what.String()), ' ')
	for slot := range c.slots {
		text = append(strconv.AppendUint(text, uint64(slot), 16), ',')
	}
	return string(text[:len(text)-1])
}

// readChanges reads what another process told. What it cannot read may be anything.
func readChanges(told string) (c changes) {
	word, list, listed := strings.Cut(told, " ")
	for what := nothing; what <= erasure; what++ {
		if word != what.String() {
			continue
		}
		if c.what = what; !listed {
			return c
		}
		c.slots = map[uint16]struct{}{}
		for text := range strings.SplitSeq(list, ",") {
			slot, err := strconv.ParseUint(text, 16, 16)
			if err != nil {
				return changes{what: what, all: true}
			}
			c.slots[uint16(slot)] = struct{}{}
		}
		return c
	}
	return changes{what: erasure, all: true}
}
