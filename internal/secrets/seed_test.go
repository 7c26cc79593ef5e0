package secrets

import (
	"crypto/sha256"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
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

// phraseOf draws a phrase of so many words from a list.
func phraseOf(r *rand.Rand, list []string, n int) []string {
	entropy := bytesOf(r, n*4/3)
	sum := sha256.Sum256(entropy)
	all := append(entropy, sum[0])
	var words []string
	for i := range n {
		index := 0
		for bit := i * 11; bit < i*11+11; bit++ {
			index = index<<1 | int(all[bit/8]>>(7-bit%8)&1)
		}
		words = append(words, list[index])
	}
	return words
}

func TestSeedPhrasesInEveryLanguage(t *testing.T) {
	names := []string{"English", "Spanish", "French", "Italian", "Czech", "Japanese", "Korean", "simplified Chinese", "traditional Chinese"}
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 15))
		for n, list := range seedLists {
			for _, length := range seedLengths {
				phrase := strings.Join(phraseOf(r, list, length), " ")
				for _, form := range []string{phrase, norm.NFC.String(phrase), strings.ToUpper(phrase), strings.ReplaceAll(phrase, " ", "\u3000"), strings.ReplaceAll(phrase, " ", "\n2. ")} {
					text := "phrase: " + form + " :-)"
					masked, found := Mask(text)
					if len(found) != 1 || found[0].Kind != KindSeedPhrase || found[0].Start > 8 || !strings.HasSuffix(masked, "] :-)") {
						t.Fatalf("%s, seed %d: %q: %v, masked %q", names[n], seed, text, found, masked)
					}
					check(t, text)
				}
			}
			if n > 0 && n < 5 { // French and Spanish are written without accents too
				plain := strings.Map(func(r rune) rune {
					if r >= 0x300 && r < 0x370 {
						return -1
					}
					return r
				}, norm.NFD.String(strings.Join(phraseOf(r, list, 24), " ")))
				if masked, _ := Mask(plain); masked != "[secret:seed_phrase]" {
					t.Errorf("%s: %q: masked %q", names[n], plain, masked)
				}
			}
		}
	}
}

func TestProseInOtherLanguagesHoldsNoSeedPhrase(t *testing.T) {
	for _, text := range []string{
		"El perro y el gato salieron por la puerta de la casa y nadie los vio hasta que llegó la noche con su luna llena y el mar en calma.",
		"Le chat dort sur la table pendant que la pluie tombe et que personne ne pense au jardin ni aux fleurs que nous avions plantées hier.",
		"Il gatto dorme sul tavolo mentre la pioggia cade e nessuno pensa al giardino né ai fiori che avevamo piantato ieri sera con tanta cura.",
		"Pes a kočka vyšli ze dveří domu a nikdo je neviděl, dokud nepřišla noc s plným měsícem a klidným mořem.",
		"今天的天气很好，我们一起去海边看日出，然后回家吃饭，大家都说这是一个很有意思的日子，明天还要再来一次看看。",
		"我 们 今 天 去", "きょうはとてもいいてんきなので、みんなでうみにいきました。", "오늘은 날씨가 좋아서 우리는 함께 바다에 갔다가 저녁을 먹고 집으로 돌아왔습니다.",
		"Кот спит на столе, пока идёт дождь, и никто не думает о саде.",
	} {
		for _, f := range Find(strings.Repeat(text+" ", 4)) {
			t.Errorf("%q: %s is none: %q", text, f.Kind, text[f.Start:min(f.End, len(text))])
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
