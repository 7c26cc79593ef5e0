package secrets

import (
	"cmp"
	"slices"
)

// The kinds that are no API key; those are named in shapes.go.
const (
	KindEmail         = "email"
	KindPrivateKey    = "private_key"
	KindSeedPhrase    = "seed_phrase"
	KindAssignedKey   = "assigned_key"       // a value that the text itself calls key, token or secret
	KindPassword      = "password"           // likewise
	KindURLPassword   = "url_password"       // scheme://user:password@host
	KindWalletAsk     = "wallet_ask"         // an address with an ask for money: not masked
	KindWalletPrivate = "wallet_private_key" // a wallet's private key, in hex or base58
)

// Finding is a secret of a text: what kind, and which bytes.
type Finding struct {
	Kind       string
	Start, End int
}

// Find gives the secrets, the e-mail addresses and the wallets with an ask in a text, in order
// and without overlap.
func Find(text string) []Finding {
	found := findHidden(text)
	for _, w := range wallets(text) {
		if w.asked && !slices.ContainsFunc(found, func(f Finding) bool { return f.Start < w.end && w.start < f.End }) {
			found = append(found, Finding{KindWalletAsk, w.start, w.end})
		}
	}
	slices.SortFunc(found, byPlace)
	return found
}

// findHidden finds what is masked.
func findHidden(text string) []Finding {
	if len(text) < shortest {
		return nil
	}
	all := findIn(text, nil)
	if f, other := fold(text); other {
		for _, found := range findIn(f.text, nil) {
			all = append(all, f.place(found))
		}
	}
	return apart(all)
}

func findIn(text string, all []Finding) []Finding {
	s := scanner{text: text}
	return findEncoded(text, findSeedPhrases(text, s.scan(all)))
}

// shortest is the length of the shortest text that can hold anything of interest: a@b.cd.
const shortest = 6

func byPlace(a, b Finding) int {
	return cmp.Or(a.Start-b.Start, b.End-a.End, cmp.Compare(a.Kind, b.Kind))
}

// apart orders findings and makes one of those that overlap: it has the kind of the first.
func apart(all []Finding) []Finding {
	slices.SortFunc(all, byPlace)
	kept := all[:0]
	for _, f := range all {
		if n := len(kept); n > 0 && f.Start < kept[n-1].End {
			kept[n-1].End = max(kept[n-1].End, f.End)
			continue
		}
		kept = append(kept, f)
	}
	return kept
}
