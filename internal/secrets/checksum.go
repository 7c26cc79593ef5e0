package secrets

import "crypto/sha256"

// seedLengths are how many words a seed phrase may have (BIP-39).
var seedLengths = [...]int{12, 15, 18, 21, 24}

// wordBits is what each word of a seed phrase stands for.
const wordBits = 11

// seedsOf adds the seed phrases within a run of listed words. The words of what leads to a phrase
// may be listed themselves ("secret seed phrase: …"), and with some of the phrase have a right
// checksum by chance: all that have one are masked, for the phrase is among them.
func seedsOf(words []word, all []Finding) []Finding {
	first := len(all)
	for i := range words {
		for _, length := range seedLengths {
			if i+length > len(words) || !isSeed(words[i:i+length]) {
				continue
			}
			start, end := words[i].start, words[i+length-1].end
			if last := len(all) - 1; last >= first && start < all[last].End {
				all[last].End = max(all[last].End, end)
			} else {
				all = append(all, Finding{KindSeedPhrase, start, end})
			}
		}
	}
	return all
}

// isSeed checks the checksum: the last bits, one of 33, are the first of the SHA-256 of the others.
// The phrases of all zeros or ones that manuals show, which have the same word over and over, are
// no secret.
func isSeed(words []word) bool {
	var bits [(24*wordBits + 7) / 8]byte
	for i, w := range words {
		for n := range wordBits {
			if w.index>>(wordBits-1-n)&1 == 1 {
				at := i*wordBits + n
				bits[at/8] |= 1 << (7 - at%8)
			}
		}
	}
	entropy := len(words) * wordBits / 33 * 4 // bytes
	check := entropy / 4                      // bits
	sum := sha256.Sum256(bits[:entropy])
	return sum[0]>>(8-check) == bits[entropy]>>(8-check) && !repeats(words)
}

// repeats tells whether fewer than half of the words are different.
func repeats(words []word) bool {
	different := 0
	for i, w := range words {
		seen := false
		for _, before := range words[:i] {
			seen = seen || before.index == w.index
		}
		if !seen {
			different++
		}
	}
	return different < len(words)/2
}
