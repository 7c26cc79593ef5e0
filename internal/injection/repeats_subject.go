package injection

var (
	// speakers are those whom a sentence may speak of and who are not its reader.
	speakers = hashesOf("we wed well weve i id ill ive lets they theyd theyll he she nobody noone none somebody someone people")
	// intents follow a speaker who speaks of what may be done.
	intents = hashesOf("should could would will shall must might may can cannot need needs want wants plan plans hope hopes intend have going ought try tried like love")
	// speakerIntents are both in one word: let's, I'll.
	speakerIntents = hashesOf("lets ill wed theyd theyll")
	// plans head what somebody proposes.
	plans = hashesOf("proposal plan plans idea suggestion todo draft motion roadmap step phase")
)

// farthestSubject is how far before a verb its subject is looked for.
const farthestSubject = 16

// proposed tells whether what begins with token i of a sentence is no order to the reader, but what we, I or
// others should do: the subject nearest before it is not the reader, or it is headed as a plan.
func (l *lexicon) proposed(tokens []token, i int) bool {
	modal := tokens[i].class&l.must != 0
	begins := true // nothing but modal words stands between the subject and the verb
	for at := i - 1; at >= max(0, i-farthestSubject); at-- {
		t := &tokens[at]
		switch {
		case t.flags&comma != 0 && heads(tokens, at):
			return true
		case t.flags&(comma|breaks) != 0 && at == i-1:
			return false
		case t.class&l.reached != 0:
			return false
		case has(speakers, t.hash):
			return modal && begins || speaksOfDoing(tokens[at:i])
		case t.class&(l.must|l.lead) != 0 || t.hash == hashTo || has(intents, t.hash):
			modal = modal || begins && (t.class&l.must != 0 || has(intents, t.hash))
		default:
			begins = false
		}
	}
	return modal && i > 0 && !begins
}

// speaksOfDoing tells whether a speaker is followed by what he intends: we should, I want to, let's.
func speaksOfDoing(tokens []token) bool {
	if has(speakerIntents, tokens[0].hash) {
		return true
	}
	for at := 1; at < min(len(tokens), 3); at++ {
		if has(intents, tokens[at].hash) {
			return true
		}
	}
	return false
}

// heads tells whether a colon after token i ends the head of a plan: Proposal:, Step 4:
func heads(tokens []token, i int) bool {
	return has(plans, tokens[i].hash) || i > 0 && tokens[i].class&isNumber != 0 && has(plans, tokens[i-1].hash)
}
