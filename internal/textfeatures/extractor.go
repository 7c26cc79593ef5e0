package textfeatures

import (
	"errors"
	"fmt"

	"github.com/moltwatch/moltwatch/internal/text"
)

// Step is one thing that is worked out of each text.
type Step struct {
	Name string
	// New makes the step's scratch space for one goroutine. The returned function sets its fields
	// of into, which holds nothing of an earlier text; it keeps neither.
	New func() func(t Text, into *Features)
}

// Text is a text as it was written and as it is compared (internal/text).
type Text struct{ Raw, Normalized string }

// Extractor works features out of texts. Safe for concurrent use.
type Extractor struct{ steps []Step }

// New makes an extractor of the given steps, which run in their order.
func New(steps ...Step) *Extractor { return &Extractor{steps} }

// Worker is the scratch space of one goroutine.
type Worker struct {
	names []string
	steps []func(Text, *Features)
}

// NewWorker makes scratch space for one goroutine.
func (e *Extractor) NewWorker() *Worker {
	w := &Worker{}
	for _, s := range e.steps {
		w.names, w.steps = append(w.names, s.Name), append(w.steps, s.New())
	}
	return w
}

// Extract works out the features of a text, overwriting into. An error says which of them
// are missing because their step panicked; the others are there.
func (w *Worker) Extract(raw string, into *Features) error {
	into.reset()
	var t Text
	failed := guard("normalize", func() { t = Text{Raw: raw, Normalized: text.Normalize(raw)} })
	for i, step := range w.steps {
		failed = errors.Join(failed, guard(w.names[i], func() { step(t, into) }))
	}
	return failed
}

// guard turns a panic of a step into an error. The texts come from strangers, and a stage that
// one of them can stop is theirs. The panic's words may quote the text: they are not repeated.
func guard(name string, step func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the feature %s panicked (%T)", name, r)
		}
	}()
	step()
	return nil
}
