package embedding_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/internal/embedding"
)

func TestLettersOfOtherAlphabetsAreCounted(t *testing.T) {
	for text, want := range map[string]float64{
		"":                        0,
		"12345, 678! 🦞":           0,
		"A crab, a café, Ærø":     0,
		"面包和黄油":                   1,
		"хлеб":                    1,
		"bread 面包 and butter 黄油!": 4.0 / 18,
		"\xff\xfe mild":           0,
	} {
		if got := embedding.Foreign(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
