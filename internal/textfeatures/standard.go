package textfeatures

// Standard makes the extractor of everything that is kept of a text.
func Standard() (*Extractor, error) {
	return New(Sketches(), Links()), nil
}
