package injection

// Rules of orders.txt see orders that the model has no words for. The words of talk that the lexicon knows are
// English, so of other languages those that tell talk from orders stand here.
var (
	// neverWords make an order its opposite, before the verb or after it.
	neverWords = hashesOf("niemals keinesfalls nie nicht kein keine ohne nao nunca jamas ni sin sem sans jamais pas mai senza non не никогда 不 别 勿 莫 never not dont without")
	// toldWords say before what looks like an order that somebody else says it, or what came of it.
	toldWords = hashesOf(`jemand er sie wir ich angeblich angebliche angeblicher schrieb schreibt sagte sagt behauptet warum ob dass
		il elle nous je quelqu un quelquun ecrit disait dit pretend pourquoi
		alguien el ella yo escribio escribe dijo dice dicen supuesto supuesta porque
		alguem ele ela eu escreveu disse diz qualcuno lui lei scritto detto dice perche
		кто он она я мы написал говорит сказал 他 她 某 说 问`)
)

// farthestTold is how far before an order what tells of it is looked for, and farthestNever what turns it round.
const farthestTold, farthestNever = 6, 3

// spokenOf tells whether what begins with token i and ends with last is quoted, forbidden or told of.
func (s *scratch) spokenOf(from, i, last int) bool {
	if (s.tokens[i].flags|s.tokens[last].flags)&quoted != 0 {
		return true
	}
	for at := max(from, i-farthestTold); at <= min(last+1, len(s.tokens)-1); at++ { // schicke ich
		hash := s.tokens[at].hash
		if (at < i || at > last) && has(toldWords, hash) || at >= i-farthestNever && at <= last && has(neverWords, hash) {
			return true
		}
	}
	return false
}
