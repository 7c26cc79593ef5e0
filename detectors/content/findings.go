package content

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/chance"
	"github.com/moltwatch/moltwatch/internal/event"
)

// beggars gives the authors that ask for money to a wallet again and again. Who names a wallet once, or
// asks once, does what many do.
func (f *forum) beggars() (found []episode.Finding) {
	for _, name := range slices.Sorted(maps.Keys(f.marked)) {
		a := f.marked[name]
		n, written := len(a.asks), f.public[a.number]
		if n < begged || float64(n) < mostly*float64(written) {
			continue
		}
		threads := map[string]bool{}
		for _, at := range a.asks {
			threads[f.rows[at].thread] = true
		}
		if len(threads) < begged {
			continue
		}
		expected := float64(f.authors) * math.Exp(chance.LogPoissonTail(n, asksFalsely*float64(written)))
		confidence := episode.Confidence(expected)
		if confidence < certain {
			continue
		}
		found = append(found, f.finding(KindAsk, name, a.asks, episode.Finding{
			Agents: []string{name}, Severity: event.SeverityMedium, Confidence: confidence,
			Summary: fmt.Sprintf("%d of the %d texts that this account wrote within a day, on %d threads, ask for money to a wallet, or for wallets in the ways that scams do.", n, written, len(threads)),
			Features: map[string]float64{
				"asks": float64(n), "written": float64(written), "threads": float64(len(threads)), "different_asks": float64(f.different(a.asks)), "expected_by_chance": episode.Round(expected),
			},
		}))
	}
	return found
}

// leaks gives the agents that posted a key.
func (f *forum) leaks() (found []episode.Finding) {
	for _, name := range slices.Sorted(maps.Keys(f.marked)) {
		a := f.marked[name]
		if len(a.leaks) == 0 {
			continue
		}
		found = append(found, f.finding(KindLeak, name, a.leaks, episode.Finding{
			Agents: []string{name}, Severity: event.SeverityMedium, Confidence: keyIsReal,
			Summary:  fmt.Sprintf("This account posted what looks like a secret of its own in %d texts: its owner must know, and the key must go.", len(a.leaks)),
			Features: map[string]float64{"texts": float64(len(a.leaks)), "written": float64(f.public[a.number])},
		}))
	}
	return found
}

// finding fills in what all findings have: the items and the onset. One text may be an attack, a leak and an ask for
// money: each is an episode of its own, with an id of its own.
func (f *forum) finding(kind, anchor string, rows []int32, x episode.Finding) episode.Finding {
	if kind == KindLeak || kind == KindAsk {
		anchor = kind + " " + anchor
	}
	x.Kind, x.Anchor, x.Onset = kind, anchor, f.rows[rows[0]].seen
	for _, at := range rows {
		x.Items = append(x.Items, f.rows[at].id)
	}
	return x
}

// different counts the texts of rows that are known to differ.
func (f *forum) different(rows []int32) int {
	texts := map[uint64]bool{}
	for _, at := range rows {
		if hash := f.rows[at].text; hash != 0 { // a message's is not known
			texts[hash] = true
		}
	}
	return len(texts)
}

// keyIsReal is the probability that what looks like a key is one: the recognisers check shape
// and entropy, but examples look real too.
const keyIsReal = 0.9

// isKey reports whether a kind of secret (internal/textfeatures) is a key or a password. An e-mail
// address, or a wallet to pay into, its author may well mean to show.
func isKey(kind string) bool { return kind != "email" && !isAsk(kind) }

// isAsk reports whether a kind of secret is an ask for money: it leaks nothing, see beggars.
func isAsk(kind string) bool { return kind == "wallet_ask" || kind == "scam_ask" }
