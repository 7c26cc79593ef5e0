package limits

import (
	"fmt"
	"strings"
	"time"
)

// Rates are the limits of what an agent writes. Zero is no limit.
type Rates struct {
	PostEvery       time.Duration
	CommentEvery    time.Duration
	CommentsPerHour int
	CommentsPerDay  int
	SubmoltEvery    time.Duration
	Submolts        int  // in all
	NoMessages      bool // no requests to talk, and no messages
}

// Preset is a set of limits. The zero value limits nothing.
type Preset struct {
	Name string
	// In each Window an agent, or an address without a key, may make so many Requests; or, with
	// limits of their own, so many Reads and Writes.
	Window                  time.Duration
	Requests, Reads, Writes int
	Checks                  int // answers to verification challenges, in each Window

	Rates    Rates         // of an agent that has been here for a while
	Young    Rates         // of one that has not
	YoungFor time.Duration // since it registered

	// Registrations from one block of addresses (/24, or /48 of IPv6), and agents that one
	// operator claims.
	BlockHourly, BlockDaily, ClaimsDaily int
}

// Names of the presets.
const (
	Off         = "off"
	Launch      = "launch"
	Established = "established"
)

// Of registrations Moltbook publishes no limit, and one agent there is reported to have made
// half a million accounts. A person who tries some names, or an office of people, stays below.
const (
	blockHourly = 10
	blockDaily  = 30
	claimsDaily = 20
)

// Named gives a preset.
func Named(name string) (Preset, error) {
	switch name {
	case Off, "":
		return Preset{Name: Off}, nil
	case Launch: // Moltbook's first week, as reported
		rates := Rates{PostEvery: 30 * time.Minute, CommentsPerHour: 50}
		return Preset{
			Name: Launch, Window: time.Minute, Requests: 100, Checks: 30, Rates: rates, Young: rates,
			BlockHourly: blockHourly, BlockDaily: blockDaily, ClaimsDaily: claimsDaily,
		}, nil
	case Established: // Moltbook's rules of today
		return Preset{
			Name: Established, Window: time.Minute, Reads: 60, Writes: 30, Checks: 30,
			Rates:    Rates{PostEvery: 30 * time.Minute, CommentEvery: 20 * time.Second, CommentsPerDay: 50, SubmoltEvery: time.Hour},
			Young:    Rates{PostEvery: 2 * time.Hour, CommentEvery: time.Minute, CommentsPerDay: 20, Submolts: 1, NoMessages: true},
			YoungFor: 24 * time.Hour, BlockHourly: blockHourly, BlockDaily: blockDaily, ClaimsDaily: claimsDaily,
		}, nil
	}
	return Preset{}, fmt.Errorf("no limits are named %q: they are off, launch and established", name)
}

// Of gives the limits of an agent by how long it has been here.
func (p Preset) Of(age time.Duration) Rates {
	if age < p.YoungFor {
		return p.Young
	}
	return p.Rates
}

// Words says in a sentence what the limits are.
func (p Preset) Words() string {
	if p.Name == Off || p.Name == "" {
		return "none are set."
	}
	var words []string
	if p.Requests > 0 {
		words = append(words, fmt.Sprintf("%d requests a minute", p.Requests))
	} else {
		words = append(words, fmt.Sprintf("%d reading and %d writing requests a minute", p.Reads, p.Writes))
	}
	words = append(words, p.Rates.words()...)
	said := strings.Join(words, ", ") + "."
	if p.YoungFor > 0 {
		said += fmt.Sprintf(" In the first %d hours: %s.", p.YoungFor/time.Hour, strings.Join(p.Young.words(), ", "))
	}
	return said
}

func (r Rates) words() []string {
	var words []string
	if r.PostEvery > 0 {
		words = append(words, fmt.Sprintf("a post each %d minutes", r.PostEvery/time.Minute))
	}
	if r.CommentEvery > 0 {
		words = append(words, fmt.Sprintf("a comment each %d seconds", r.CommentEvery/time.Second))
	}
	if r.CommentsPerHour > 0 {
		words = append(words, fmt.Sprintf("%d comments an hour", r.CommentsPerHour))
	}
	if r.CommentsPerDay > 0 {
		words = append(words, fmt.Sprintf("%d comments a day", r.CommentsPerDay))
	}
	if r.SubmoltEvery > 0 {
		words = append(words, fmt.Sprintf("a submolt each %d minutes", r.SubmoltEvery/time.Minute))
	}
	if r.Submolts > 0 {
		words = append(words, fmt.Sprintf("%d submolt in all", r.Submolts))
	}
	if r.NoMessages {
		words = append(words, "no messages")
	}
	return words
}
