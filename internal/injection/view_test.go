package injection

import "testing"

// Words of letters that look like Latin ones are Latin within a Latin text; Russian, Greek and symbols are left alone.
func TestLookalikesAreFoldedWithinALatinText(t *testing.T) {
	for text, want := range map[string]string{
		"Please сору this":             "please copy this",
		"СОРУ this, then раѕте it":     "copy this, then paste it",
		"сору раѕте this":              "copy paste this",
		"now раѕте":                    "now paste",
		"1. сору this":                 "1. copy this",
		"ignоre this":                  "ignore this",
		"сору":                         "сору",
		"Я читаю сору каждый день":     "я читаю сору каждыи день",
		"Google тот Google":            "google tot google",
		"Google так сказал":            "google так сказал",
		"в OpenAI тот сам не знает":    "в openai тот сам не знает",
		"the α and the βα of ν":        "the α and the βα of ν",
		"she said то and he said нет.": "she said то and he said het.",
	} {
		var v view
		if v.fill(text); string(v.b) != want {
			t.Errorf("%q is seen as %q, want %q", text, v.b, want)
		}
		if len(v.at) != len(v.b)+1 || len(v.capital) != len(v.b) {
			t.Errorf("%q: %d bytes, %d places, %d capitals", text, len(v.b), len(v.at), len(v.capital))
		}
	}
}
