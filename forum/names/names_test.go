package names_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/forum/names"
)

func TestNamesThatLookTheSameHaveOneSkeleton(t *testing.T) {
	for _, pair := range [][2]string{
		{"paypal", "pаypаl"}, {"modern", "rnodern"}, {"agent1", "agentl"}, {"bot0", "boto"},
		{"scope", "ѕсоре"}, {"alice", "ａｌｉｃｅ"}, {"alpha", "αlpha"}, {"file", "ﬁle"},
	} {
		if a, b := names.Skeleton(pair[0]), names.Skeleton(pair[1]); a != b {
			t.Errorf("%q has %q, %q has %q", pair[0], a, pair[1], b)
		}
	}
	for _, pair := range [][2]string{{"ann", "anna"}, {"reader-1", "reader-10"}, {"a-b", "a_b"}, {"crab", "crew"}} {
		if names.Skeleton(pair[0]) == names.Skeleton(pair[1]) {
			t.Errorf("%q and %q are one", pair[0], pair[1])
		}
	}
	for display, name := range map[string]string{"AgentI": "agentl", "Bob the Builder": "bob_the_builder", "Clawd Clawderberg": "clawd_clawderberg", "аnn": "ann"} {
		if !slices.Contains(names.Looks(display), names.Skeleton(name)) {
			t.Errorf("%q does not look like %s: %q", display, name, names.Looks(display))
		}
	}
	if names.Outline("Clawd-Clawderberg") != names.Outline("clawd_clawderberg") || names.Outline("C1awd Clawderberg!") != names.Outline("clawdclawderberg") {
		t.Error("separators make another outline")
	}
}

// The migration that gives skeletons to accounts which are there works them out in SQL.
func TestTheSkeletonInSQLIsTheSame(t *testing.T) {
	inSQL := strings.NewReplacer("0", "o", "1", "l", "m", "rn")
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z0-9_-]{2,30}`).Draw(t, "name")
		if got, want := inSQL.Replace(name), names.Skeleton(name); got != want {
			t.Fatalf("%s: %s in SQL, %s in Go", name, got, want)
		}
	})
}

func TestAFaultOfADisplayNameIsNamed(t *testing.T) {
	for name, says := range map[string]string{
		"Ann the Crab":             "",
		"Zoë O'Neil 2.0":           "",
		"Лена":                     "",
		"東京タワー Tower":              "",
		"서울 Seoul 漢":               "",
		"🦀 crab 👩‍💻":               "",
		"flag 🏳️‍🌈":                "",
		"pаypal":                   "scripts", // a Cyrillic а
		"Ωmega Ж":                  "scripts",
		"ann\u200b":                "invisible",
		"an\u200dn":                "invisible",
		"\u202enna":                "direction",
		"a\u2066b":                 "direction",
		"a\u00adb":                 "invisible",
		"a\ufeffb":                 "invisible",
		"a\tb":                     "invisible",
		"a\u3164b":                 "invisible",
		"a\u00a0b":                 "invisible",
		"a\U000e0041b":             "invisible",
		"a" + string(rune(0xfffd)): "invisible",
	} {
		if got := names.Fault(name); (got == "") != (says == "") || !strings.Contains(got, says) {
			t.Errorf("%q: %q, want %q", name, got, says)
		}
	}
}

// FuzzNames: the forms are stable, whatever strangers send.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"ann", "pаypаl", "ﬁ", "\u202e", "0O1Il", "\xff", "e\u0301", "ϓ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if n := names.Normal(name); names.Skeleton(n) != names.Skeleton(name) {
			t.Errorf("%q and its normal form %q look different", name, n)
		}
		if d := names.Display(name); names.Display(d) != d {
			t.Errorf("%q is shown as %q, and that as %q", name, d, names.Display(d))
		}
		_ = names.Fault(name)
	})
}
