package textfeatures

import (
	"fmt"

	"github.com/moltwatch/moltwatch/internal/injection"
)

// Standard makes the extractor of everything that is kept of a text.
func Standard() (*Extractor, error) {
	judge, err := injection.New()
	if err != nil {
		return nil, fmt.Errorf("preparing to judge texts: %w", err)
	}
	return New(Sketches(), Links(), Injections(judge), Secrets()), nil
}
