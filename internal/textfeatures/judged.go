package textfeatures

import (
	"slices"
	"strings"

	"github.com/moltwatch/moltwatch/internal/injection"
	"github.com/moltwatch/moltwatch/internal/scam"
	"github.com/moltwatch/moltwatch/internal/secrets"
)

// Injections are the step that judges whether a text is an attack on its readers.
func Injections(judge *injection.Classifier) Step {
	return Step{Name: "injection", New: func() func(Text, *Features) {
		return func(t Text, into *Features) {
			v := judge.Judge(t.Raw)
			into.Injection, into.Repeats = v.Probability, v.Repeats
			into.InjectionStart, into.InjectionEnd = v.Start, v.End
		}
	}}
}

// Secrets are the step that names the kinds of secrets in a text, asks for money to a wallet among
// them, and its wallets.
// What a forum of ours masked before it stored the text is found by its mark.
func Secrets() Step {
	return Step{Name: "secrets", New: func() func(Text, *Features) {
		return func(t Text, into *Features) {
			kinds := masked(t.Raw)
			for _, f := range secrets.Find(t.Raw) {
				kinds = append(kinds, f.Kind)
			}
			for _, kind := range kinds {
				if !slices.Contains(into.Secrets, kind) {
					into.Secrets = append(into.Secrets, kind)
				}
			}
			slices.Sort(into.Secrets)
			into.Wallets = append(into.Wallets, secrets.Wallets(t.Raw)...)
		}
	}}
}

// KindScamAsk is the kind of Features.Secrets that a text has which asks for money, or for a wallet, in
// the ways that scams do (internal/scam), and isScam the probability from which it does.
const (
	KindScamAsk = "scam_ask"
	isScam      = 0.5
)

// Scams are the step that names an ask of scams among the secrets.
func Scams(scale *scam.Scale) Step {
	return Step{Name: "scam", New: func() func(Text, *Features) {
		return func(t Text, into *Features) {
			if scale.Ask(t.Raw) < isScam {
				return
			}
			if at, known := slices.BinarySearch(into.Secrets, KindScamAsk); !known {
				into.Secrets = slices.Insert(into.Secrets, at, KindScamAsk)
			}
		}
	}}
}

// masked gives the kinds that marks in a text name (secrets.Mask). Anybody can write a mark, so
// one counts only if its kind looks like one, and only so many.
func masked(text string) (kinds []string) {
	const before, after, most, longest = "[secret:", "]", 20, 40
	for len(kinds) < most {
		_, rest, found := strings.Cut(text, before)
		if !found {
			return kinds
		}
		kind, _, closed := strings.Cut(rest[:min(len(rest), longest)], after)
		if closed && strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && kind != "" {
			kinds = append(kinds, kind)
		}
		text = rest
	}
	return kinds
}
