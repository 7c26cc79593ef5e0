package content

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	window = 24 * time.Hour // how far back a text counts
	epoch  = time.Hour      // the window's start moves in steps of this

	attackAt  = 0.5     // probability from which a text counts as an attack: the classifier's operating point
	falsely   = 0.002   // share of honest texts that count as one all the same
	suspected = 2       // attacks of one author that are pointed out
	certain   = 0.95    // if an honest author of as much would hardly do it, among all of them
	proven    = 5       // that are sanctioned
	surely    = 1.0 / 3 // if they are at least this share of what the author wrote

	looks = 2 // taken at who attacks in private, beside that at posts and comments: two of chance as well

	begged      = 5     // asks for money of one author, on as many threads, that are pointed out
	mostly      = 0.5   // if they are at least this share of what it wrote
	asksFalsely = 0.005 // share of honest texts that count as one all the same

	carriers = 3 // authors of one text that asks to be repeated that make it a worm
)
