package neardup

// Params set what counts as a shared passage. The README says why DefaultParams are these.
type Params struct {
	Piece  int     // runes of what is hashed
	Window int     // pieces of which one is kept
	Texts  int     // fewest texts that share a passage
	Alike  float64 // least Jaccard index of the texts of two neighbouring pieces of one passage
	Mend   float64 // least share of the texts that have one of two parts of a passage which have both
	Length int     // fewest pieces kept of a passage, and twice the fewest that a text of it has
	Share  float64 // least share of a passage's pieces that a text of it has
}

// DefaultParams are those of the README.
func DefaultParams() Params {
	return Params{Piece: 10, Window: 3, Texts: 4, Alike: 0.55, Mend: 0.6, Length: 25, Share: 0.25}
}
