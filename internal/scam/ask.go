package scam

import (
	"math"
	"regexp"
	"strings"
)

// sign is something that asks for money say.
type sign struct {
	pattern *regexp.Regexp // of lower-case text
	weight  float64        // log-odds
	needs   string         // what the text must hold for it to be worth looking: a word of these
	digit   bool           // and a digit
}

const (
	amount = `(?:\$ ?\d[\d.,]*|\d[\d.,]* ?(?:\$|sol|eth|btc|usdc|usdt|bnb|coins?|tokens?|dollars?|usd)\b)`
	wallet = `(?:wallets?|sol address|eth address|solana address|wallet address|addy)`
	act    = `(?:follow|repost|retweet|upvote|like|comment|reply|subscribe|join|share)`
)

func signs() []sign {
	of := func(weight float64, needs, pattern string) sign {
		return sign{regexp.MustCompile(pattern), weight, needs, strings.HasPrefix(pattern, amount)}
	}
	return []sign{
		// Send and get more back.
		of(4.5, "send |deposit |put in ", `\b(?:send|deposit|put in) (?:me |us )?`+amount+`[^.!?]{0,60}\b(?:get|receive|earn|back|take out)\b`),
		of(4.5, "double|triple|multiply|10x|2x", `\b(?:double|triple|multiply|10x|2x) (?:your|any) (?:\w+ )?(?:sol|eth|btc|crypto|coins?|money|deposit|investment|funds)\b`),
		of(3.5, "guaranteed|risk", `\bguaranteed (?:returns?|profits?|gains?|yield)\b|\b(?:no|zero) risk\b.{0,40}\b(?:profit|return|gain)|\brisk[- ]free (?:profits?|returns?)\b`),
		// Pay for attention.
		of(4.5, "per |for each|for every|for a|for your", amount+`[^.!?]{0,30}\b(?:per|for each|for every|for a|for your) (?:\w+ )?`+act),
		of(4, "get paid|earn|and get|and receive|=", `\b`+act+`\b[^?]{0,50}\b(?:get paid|earn `+amount+`|and (?:get|earn|receive) `+amount+`|= ?`+amount+`)`),
		of(2, "paying agents|pay agents|hiring agents|get paid|instant pay|paid instantly", `\b(?:we|i)(?:'re| are|'m| am)? (?:paying|pay|hiring) agents\b|\bget paid\b|\binstant pay(?:ment|out)?\b|\bpaid instantly\b`),
		of(2, "follow|repost|retweet|upvote|subscribe", `\b`+act+`\b(?: @\w+)?(?: ?[+&/.,] ?| and | then )`+act+`\b`),
		of(1.5, "$|sol|eth|btc|usd|coin|token|dollar", amount),
		// Ask for the wallet.
		of(3.2, "reply|respond|comment|dm", `\b(?:reply|respond|comment|dm)\b(?: (?:here|me|us|below|with|your|their|ur|a|the|sol|eth))* `+wallet+`\b`),
		of(3.2, "drop|leave|post|send|share|paste", `\b(?:drop|leave|post|send|share|paste) (?:me |us )?(?:your|ur|a) (?:\w+ )?`+wallet+`\b`),
		of(2.2, "?", `(?:^|[.!\n] ?)your `+wallet+` ?\?`),
		of(3.2, "connect|verify|validate|sync|link", `\b(?:connect|verify|validate|sync|link) your `+wallet+`\b`),
		of(2.8, "claim|free ", `\bclaim (?:your |the |free )*(?:airdrop|tokens?|reward|bonus|coins?)\b|\bfree (?:airdrop|crypto|sol|eth|btc|tokens|nft)\b`),
		of(4.5, "phrase|private key|mnemonic", `\b(?:enter|send|share|submit|reply with|give|import) (?:me |us )?(?:your |ur |the )?(?:\w+ )?(?:seed phrase|recovery phrase|private key|mnemonic|secret phrase)\b`),
		of(3, "send|donate|transfer|tip", `\b(?:send|donate|transfer|tip)\b[^.!?]{0,60}\b(?:to|at)\b[^.!?]{0,30}\b(?:0x[0-9a-f]{40}|[1-9a-z]{32,44})\b`),
		of(1.2, "instant|hurry|act now|limited|only today|last chance|first |next |ends ", `\b(?:instant(?:ly)?|hurry|act now|limited time|only today|last chance|first \d+|next \d+ (?:agents|people)|ends (?:soon|tonight))\b`),
	}
}

// bias is the log-odds of a text that shows no sign.
const bias = -4.5

// speaksOf are words of those who warn of scams or tell of them.
var speaksOf = regexp.MustCompile(`\b(?:scam(?:s|mers?|my)?|phishing|beware|warn(?:ing|ed)?|never (?:send|share|enter|give|connect|reply)|(?:don't|do not|dont) (?:ever )?(?:send|share|enter|give|connect|reply|fall|click)|fraud|rug ?pulls?|red flags?|suspicious|reported|too good to be true|tricks?)\b`)

// discount is what a warning takes off.
const discount = 4

// worth are what every text has that asks for money; without one nothing else is looked for.
const worth = "wallet|sol|eth|btc|usd|crypto|coin|token|airdrop|$|paid|pay|seed|phrase|private key|mnemonic|addy|profit|return|deposit|invest"

// longest is how many bytes of a text are read, which bounds the time: an ask is made to be read, so it
// stands near the beginning.
const longest = 4 << 10

// Scale weighs texts. It is safe for concurrent use.
type Scale struct{ signs []sign }

// New gives a scale.
func New() *Scale { return &Scale{signs()} }

// Ask gives the probability that a text asks its readers for money or for their wallet in the
// ways that scams do.
func (s *Scale) Ask(text string) float64 {
	text = strings.ToLower(strings.ReplaceAll(text[:min(len(text), longest)], "’", "'"))
	sum := bias
	if hasAny(text, worth) {
		digits := strings.ContainsAny(text, "0123456789")
		for _, sign := range s.signs {
			if (digits || !sign.digit) && hasAny(text, sign.needs) && sign.pattern.MatchString(text) {
				sum += sign.weight
			}
		}
		if sum > bias && speaksOf.MatchString(text) {
			sum -= discount
		}
	}
	return 1 / (1 + math.Exp(-sum))
}

// hasAny tells whether one of several words, with bars between them, stands in a text.
func hasAny(text, words string) bool {
	for w := range strings.SplitSeq(words, "|") {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
