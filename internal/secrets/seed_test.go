package secrets

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// leads are what may stand before a seed phrase; of most the words are on the list themselves.
var leads = []string{
	"", "Seed phrase: ", "my secret seed phrase: ", "word list - ", "Phrase ", "Here is the wallet secret\n", "wallet: ", "PHRASE/", "(seed) [phrase] ",
	"add this phrase ", "Secret word number one: ", "hardware wallet seed phrase key: ", "abandon ability able ", "the words are ", "seed_phrase=",
}

// Whatever stands before or after, nothing of a seed phrase is left.
func TestNothingOfASeedPhraseIsLeft(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 8))
		for _, size := range []int{16, 20, 24, 28, 32} {
			phrase := mnemonic(t, r, size)
			for n, lead := range leads {
				if seed > 20 && n > 3 {
					break
				}
				for _, tail := range []string{"", ".", " keep this safe and private", "\nx"} {
					text := lead + phrase + tail
					masked, found := Mask(text)
					start, end := len(lead), len(lead)+len(phrase)
					if len(found) != 1 || found[0].Kind != KindSeedPhrase || found[0].Start > start || found[0].End < end {
						t.Fatalf("%q of %d bytes: %v, masked %q", lead, size, found, masked)
					}
					check(t, text)
				}
			}
		}
	}
}

// Two phrases behind each other are both gone, and prose between them stays.
func TestTwoSeedPhrases(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 8))
	one, two := mnemonic(t, r, 16), mnemonic(t, r, 32)
	if masked, _ := Mask("old: " + one + " new: " + two); masked != "old: [secret:seed_phrase] new: [secret:seed_phrase]" {
		t.Errorf("masked %q", masked)
	}
	if masked, _ := Mask(one + " " + two); masked != "[secret:seed_phrase]" {
		t.Errorf("masked %q", masked)
	}
}

// Listed words in a row have a right checksum as often as chance gives and no more: a run of as many
// as a phrase has in one of sixteen, whatever masks stand beside them.
func TestListedWordsAreRarelyAPhrase(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 8))
	found := 0
	const runs = 4000
	for range runs {
		words := strings.Fields(mnemonic(t, r, 16) + " " + mnemonic(t, r, 16))
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		text := "[secret:seed_phrase] " + strings.Join(words[:12], " ") + " [secret:seed_phrase]"
		if len(Find(text)) > 0 {
			found++
		}
	}
	if found < runs/32 || found > runs/16*5/4 {
		t.Errorf("%d of %d runs of listed words are phrases", found, runs)
	}
	for _, text := range []string{
		"People will learn that every ocean travel story must include wild fish under cover.",
		"Seed phrase: never share it. A secret word list is what your wallet shows you once.",
		"Add, adjust, correct, deliver, explain, filter, follow, include, learn, order, prepare.",
	} {
		if f := Find(text); len(f) > 0 {
			t.Errorf("%q: %v", text, f)
		}
	}
}
