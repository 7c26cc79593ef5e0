package embedding

import "unicode"

// Foreign gives the share of a text's letters, 0 to 1, that belong to another alphabet than the Latin one, which alone
// the vectors were learned from; 0 for a text without letters. Of such letters there is a token each at best, with a vector that
// no text has shaped: the vectors of two texts of them are near to each other whatever the texts say.
func Foreign(text string) float64 {
	letters, foreign := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if !unicode.Is(unicode.Latin, r) {
				foreign++
			}
		}
	}
	if letters == 0 {
		return 0
	}
	return float64(foreign) / float64(letters)
}
