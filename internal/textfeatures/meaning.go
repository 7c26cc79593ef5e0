package textfeatures

import (
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What travels with an action has the length that embeddings have.
var _ [event.Dims]int8 = embedding.Vector{}

// Embeddings are the step that gives a text its vector, by the model in the binary. A stage that
// has another embedder leaves it out.
func Embeddings(model *embedding.Model) Step {
	return Step{Name: "embedding", New: func() func(Text, *Features) {
		encoder := model.NewEncoder()
		return func(t Text, into *Features) {
			encoder.Embed(t.Raw, (*embedding.Vector)(&into.Embedding))
			into.Model, into.Foreign = embedding.Name, embedding.Foreign(t.Raw)
		}
	}}
}
