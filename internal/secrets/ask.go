package secrets

import "strings"

// around is how many bytes before and after an address its ask is looked for.
const around = 200

// asking are words that ask for money to be sent; with them something that is money.
var (
	asking = []string{"send", "donate", "donation", "transfer", "deposit", "tip ", "tips", "tipping", "fund ", "funding", "pay ", "contribute", "airdrop", "sponsor", "recipient", "buy me", "support me", "support us", "drop me"}
	money  = []string{"eth", "sol", "btc", "bitcoin", "crypto", "usdc", "usdt", "coin", "wallet", "address", "token", "fund", "$", "donat", "dust", "money", "gas"}
	unless = []string{"don't send", "do not send", "never send", "dont send", "don't ever", "scam", "beware", "do not transfer", "never transfer", "not a donation"}
)

// asks tells whether the text around an address asks for money to it: to ask is to tell the
// reader so, and warning of such an ask is none.
func asks(text string, start, end int) bool {
	near := strings.ToLower(text[max(0, start-around):start] + " " + text[end:min(len(text), end+around/2)])
	return hasAny(near, asking) && hasAny(near, money) && !hasAny(near, unless)
}

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if at := strings.Index(s, w); at >= 0 {
			return true
		}
	}
	return false
}
