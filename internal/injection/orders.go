package injection

// Rules of orders.txt see orders that the model has no words for. The words of talk that the lexicon knows are
// English, so of other languages those that tell talk from orders stand here.
var (
	// neverWords make an order its opposite, before the verb or after it.
	neverWords = hashesOf("niemals keinesfalls nie nicht kein keine ohne nao nunca jamas ni sin sem sans jamais pas mai senza non не никогда никому nadie niemandem niemand personne ninguem nessuno 不 别 勿 莫 never not dont without")
	// toldWords say before what looks like an order that somebody else says it, or what came of it.
	toldWords = hashesOf(`jemand er sie wir ich angeblich angebliche angeblicher schrieb schreibt sagte sagt behauptet warum ob dass
		il elle nous je quelqu un quelquun ecrit disait dit pretend pourquoi
		alguien el ella yo escribio escribe dijo dice dicen supuesto supuesta porque
		alguem ele ela eu escreveu disse diz qualcuno lui lei scritto detto dice perche
		кто он она я мы написал говорит сказал 他 她 某 说 问`)
	// manualWords are those of manuals and advice: a key belongs into the header of a request, or a safe, and only there.
	manualWords = hashesOf(`nur solo seulement uniquement somente apenas только passwortmanager tresor gestor gestionnaire coffre vault
		регистрации test prueba teste header headers authorization bearer request anfrage kopfzeile requête tête cabecera encabezado solicitud
		petición cabeçalho requisição intestazione richiesta заголовке заголовок запросе 头`)
)

// farthestManual is how far after an order words of manuals are looked for.
const farthestManual = 8

// farthestTold is how far before an order what tells of it is looked for, and farthestNever what turns it round. The two words
// after it are looked at too: schicke ich, gib … niemals weiter.
const farthestTold, farthestNever, farthestAfter = 6, 3, 2

// spokenOf tells whether what begins with token i and ends with last is quoted, forbidden, told of or explained.
func (s *scratch) spokenOf(from, i, last int) bool {
	if (s.tokens[i].flags|s.tokens[last].flags)&quoted != 0 {
		return true
	}
	for at := max(from, i-farthestTold); at <= min(last+farthestAfter, len(s.tokens)-1); at++ {
		hash := s.tokens[at].hash
		if (at < i || at == last+1) && has(toldWords, hash) || at >= i-farthestNever && has(neverWords, hash) {
			return true
		}
	}
	for at := i; at < min(len(s.tokens), last+farthestManual) && (at == i || s.tokens[at-1].flags&closes == 0); at++ {
		if has(manualWords, s.tokens[at].hash) {
			return true
		}
	}
	return false
}
