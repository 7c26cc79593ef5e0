package neardup

// Params set what counts as a shared passage. The README says why DefaultParams are these.
type Params struct {
	Piece  int     // runes of what is hashed
	Window int     // pieces of which one is kept
	Texts  int     // fewest texts that share a passage
	Common int     // a piece in more texts than this is a phrase of the language
	Alike  float64 // least Jaccard index of the texts of two neighbouring pieces of one passage
	Length int     // fewest pieces kept of a passage
	Share  float64 // least share of a passage's pieces that a text of it has
}

// DefaultParams are those of the README.
func DefaultParams() Params {
	return Params{Piece: 10, Window: 4, Texts: 4, Common: 200, Alike: 0.55, Length: 20, Share: 0.4}
}
