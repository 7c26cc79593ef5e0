package textfeatures

import (
	"github.com/moltwatch/moltwatch/internal/event"
)

// Features are what is kept of one text.
type Features struct {
	Embedding      [event.Dims]int8 // unit vector times 127; all zero: none, or no word is known
	Model          string           // that gave the embedding; "": none did
	Foreign        float64          // of its letters the share that the model in the binary cannot read (embedding.Foreign), if that gave the vector
	Injection      float64          // probability that it tries to take its reader over
	InjectionStart int              // bytes of the text: the span that causes it
	InjectionEnd   int
	Repeats        float64  // probability that it asks its reader to repeat or spread it
	Secrets        []string // kinds of secrets and scams in it, each once, sorted
	Links          []string // hosts that it links to, each once, in order
	Wallets        []string // addresses of wallets in it, each once, in order
	Runes          int      // length, in code points
	WordsHash      uint64   // of the normalised text: equal for copies that differ in disguise only
	Bands          []uint64 // of its MinHash sketch, see Bands
	Pieces         []uint32 // of its passages, see internal/neardup
}

// reset empties f and keeps its memory.
func (f *Features) reset() {
	*f = Features{
		Secrets: f.Secrets[:0], Links: f.Links[:0], Wallets: f.Wallets[:0], Bands: f.Bands[:0], Pieces: f.Pieces[:0],
	}
}

// Travel gives what of them may leave the forum for a text that may not: no piece of it, no hash
// of the whole, and no name in it.
func (f *Features) Travel() event.Features {
	out := event.Features{Injection: f.Injection, Repeats: f.Repeats, Runes: uint32(f.Runes)}
	if f.Model != "" {
		out.SetVector(&f.Embedding)
		out.Model = f.Model
	}
	out.SetBands(f.Bands)
	return out
}

// Arrive reads features that travelled with an action into f.
func (f *Features) Arrive(from *event.Features) {
	f.reset()
	from.Vector(&f.Embedding) // it was validated
	if f.Model = from.Model; f.Model == "" && from.Embedding != "" {
		f.Model = event.FirstModel
	}
	f.Bands, _ = from.AppendBands(f.Bands)
	f.Injection, f.Repeats, f.Runes = from.Injection, from.Repeats, int(from.Runes)
}

// Has reports whether an action has a text of its own: what an agent, or the forum in its
// announcements, wrote for others to read.
func Has(a *event.Action) bool {
	switch a.Kind {
	case event.SanctionApplied, event.SanctionLifted, event.Watermark: // their titles are words of the machinery
		return false
	}
	return a.Text != "" || a.Title != ""
}

// AppendText appends the text of an action to to: its title and its body on a line of their own,
// or the one that there is.
func AppendText(to []byte, a *event.Action) []byte {
	to = append(to, a.Title...)
	if a.Title != "" && a.Text != "" {
		to = append(to, '\n')
	}
	return append(to, a.Text...)
}
