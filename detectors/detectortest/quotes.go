package detectortest

import (
	"strings"
	"testing"
	"unicode"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// run is how many words in a row, the same in a text and in the evidence, are no chance.
const run = 4

// checkQuotes fails if evidence quotes what agents wrote: flags are kept for ever, and what an agent wrote
// may have to be erased. Whoever wants the words asks actions by the items' ids.
func checkQuotes(t *testing.T, w *warehouse.Warehouse, flags []event.Flag) {
	t.Helper()
	rows, err := w.Conn().Query(t.Context(), "SELECT DISTINCT concat(title, ' ', text, ' ', url) FROM actions WHERE title != '' OR text != '' OR url != ''")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	telling := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		for _, piece := range pieces(text) {
			telling[piece] = true
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, f := range flags {
		for _, piece := range pieces(f.Evidence.Summary + " " + f.Evidence.Query) {
			if telling[piece] {
				t.Fatalf("the evidence of flag %s quotes %q, which an agent wrote: %+v", f.ID, piece, f.Evidence)
			}
		}
	}
}

// pieces are what tells a text from others: each few words in a row, hosts, and what is as long as an
// address.
func pieces(text string) (all []string) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' })
	for i := range words {
		words[i] = strings.Trim(words[i], ".")
		if strings.Contains(words[i], ".") && strings.ContainsFunc(words[i], unicode.IsLetter) || len(words[i]) >= 26 {
			all = append(all, words[i])
		}
		if i >= run-1 {
			all = append(all, strings.Join(words[i-run+1:i+1], " "))
		}
	}
	return all
}
