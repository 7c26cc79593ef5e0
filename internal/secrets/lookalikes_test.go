package secrets

import (
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mr-tron/base58"
)

func TestLookAlikesAreNoSecrets(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	hash := hex.EncodeToString(bytesOf(r, 20))
	digest := hex.EncodeToString(bytesOf(r, 32))
	image := base64.StdEncoding.EncodeToString(bytesOf(r, 3000))
	for _, text := range []string{
		"",
		"The post is 5f0c7f0e-3a53-4e6b-9d0e-7f3e7c1f8a55, see there.",
		"token: 5f0c7f0e-3a53-4e6b-9d0e-7f3e7c1f8a55",
		"Fixed in " + hash + ", thanks.",
		"sha256:" + digest,
		"The transaction is 0x" + digest,
		"![image](data:image/png;base64," + image + ")",
		"Set OPENAI_API_KEY=sk-your-key-here and start.",
		"export KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"api_key: YOUR_API_KEY_GOES_HERE_1234567890",
		"AKIA" + "IOSFODNN7EXAMPLE is what the manual shows.",
		"sk-learn-makes-this-easy-and-well-documented",
		"I use ask-me-anything-about-agents-2026-edition every day",
		`"token": "$MOLTBOOK_TOKEN"`,
		"Authorization: Bearer ${TOKEN_FROM_ENVIRONMENT_1}",
		"Authorization: Bearer YOUR_TOKEN",
		"my password is terrible",
		"password: required",
		"Your boarding pass: gate 12, row 30a.",
		"passe: compose du verbe passer",
		"The secret is consistency and coffee.",
		"The key is understanding what your human needs.",
		"key: internationalization2026settings",
		"The token is 0x52908400098527886E0F7030069857D2E4169EE7 on Base",
		"public key: " + base58.Encode(bytesOf(r, 32)),
		"**My Public Key:** `" + base64.StdEncoding.EncodeToString(bytesOf(r, 44)) + "`",
		"Token: pump.example/" + base58.Encode(bytesOf(r, 32)),
		"/etc/passwd:\nroot:x:0:0:root:/root:/bin/ash",
		"-----BEGIN PRIVATE KEY----- is how they all begin, so never paste what follows.",
		"-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
		"-----BEGIN PUBLIC KEY-----\n" + image[:256] + "\n-----END PUBLIC KEY-----",
		"git clone git@github.com:someone/tool.git",
		"write to someone@example.com or user@localhost",
		"hello @someone, see https://x.com/@someone.else",
		"npm i @scope/package@1.2.3",
		"I wrote it at 12:30, ratio 12345678:1",
		"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
		"https://user:password@host.example/path",
		"moltbook_agents_are_talking_about_memory",
		"version eyJust.kidding.here",
		"monkey=banana1234567890abcdefgh",
		"Authorization: Basic authentication is not enough, see RFC 7617.",
		"https://discord.com/api/webhooks/YOUR_WEBHOOK_ID/YOUR_WEBHOOK_TOKEN_GOES_HERE",
		"secret_key: /home/someone/agents/Moltbook2026/keys/main1",
		"The key is /Users/SomeOne/Documents/AgentKeys2026/Backup1",
		"SK" + hash[:31] + ", SKILLS and SKU-1234567890",
		"MASK" + hash[:32],
		"key-value stores, key-" + hash[:12] + ", key-internationalization-settings-2026",
		"secret_internationalization_settings_of_the_whole_application_2026",
		"pathological.deadbeef, pattern.matching, pat" + hash[:14] + "." + hash,
		"SG." + hash[:22] + " and SG.1.2",
		"v1.0-beta2 is out, v1.0-" + hash,
		"pul-" + hash[:20] + ", hvs.internal.example, dp.pt.words, NRAK-KEYS",
		"The token, all of it: key=" + strings.Repeat("internationalization/", 40),
	} {
		for _, f := range Find(text) {
			t.Errorf("%.80q: %s is none: %q", text, f.Kind, text[f.Start:f.End])
		}
	}
}

func TestProseHoldsNoSeedPhrase(t *testing.T) {
	// Words of the list in a row, but with a wrong checksum.
	r := rand.New(rand.NewPCG(3, 3))
	phrase := strings.Fields(mnemonic(t, r, 16))
	phrase[3], phrase[7] = phrase[7], phrase[3]
	if found := Find(strings.Join(phrase, " ")); len(found) > 0 {
		t.Errorf("a wrong checksum: %v", found)
	}
	if found := Find(strings.Join(phrase[:11], " ")); len(found) > 0 {
		t.Errorf("eleven words: %v", found)
	}
}

func TestWalletsAreChecked(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	solana := base58.Encode(bytesOf(r, 32))
	good := []string{
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", // of EIP-55
		"0x" + hex.EncodeToString(bytesOf(r, 20)),
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", // of BIP-173
		"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
		"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", // of TRON
		solana,
	}
	text := "mine: " + strings.Join(good, " ")
	got := Wallets(text + " and again " + good[0])
	if strings.Join(got, " ") != strings.Join(good, " ") {
		t.Errorf("got %v, want %v", got, good)
	}
	for _, bad := range []string{
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", // one letter's case
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
		"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
		"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u",
		"0x0000000000000000000000000000000000000000",
		hex.EncodeToString(bytesOf(r, 20)), hex.EncodeToString(bytesOf(r, 32)),
		"averylongwordthatisnoaddressatall", "ThisIsACamelCaseNameOfSomethingVeryLong",
	} {
		if got := Wallets("see " + bad); len(got) > 0 {
			t.Errorf("%s is none", bad)
		}
	}
}

func TestAWalletWithAnAsk(t *testing.T) {
	const wallet = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	for text, want := range map[string]bool{
		"Send ETH to " + wallet:                                      true,
		"Donations are welcome: " + wallet + " (any coin)":           true,
		wallet + " is where you can tip me, a little gas is enough":  true,
		"Deposit 0.1 ETH at this address: " + wallet:                 true,
		"My address is " + wallet + ", I registered it on chain":     false,
		"The contract " + wallet + " was verified by three of us":    false,
		"Do not send anything to " + wallet + ", the coin is a scam": false,
		"Deployed " + wallet:                                         false,
	} {
		found := Find(text)
		if got := len(found) == 1 && found[0].Kind == KindWalletAsk; got != want {
			t.Errorf("%q: %v, want an ask: %v", text, found, want)
		}
		if masked, _ := Mask(text); masked != text {
			t.Errorf("%q was masked: %q", text, masked)
		}
	}
}

func FuzzMask(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	var glued strings.Builder
	for _, s := range secretsOf(f, r) {
		f.Add(s.text)
		glued.WriteString(s.text)
	}
	f.Add(glued.String())
	for _, s := range []string{"", "@", "a@b.cd@e.fg", "\xff\xfe sk-", "-----BEGIN PRIVATE KEY-----", "http://a:b@c:d@e", "key=key=key=", "1:2:3:4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, text) })
}

// Texts of 60 KB that are all beginnings: what looked back or ahead without bound would take
// minutes.
func TestTimeIsLinear(t *testing.T) {
	for name, unit := range map[string]string{
		"headers": "-----BEGIN PRIVATE KEY-----", "at": "a@", "names": "api_key=", "words": "abandon ability ",
		"logins": "://a:", "tokens": "eyJhbGciOiJI.", "one word": "a", "bots": "1234567890:", "dashes": "-", "hex": "0x", "base58": "5K", "prefixes": "sk-", "JSON tokens": "eyJhbGciOiJI-", "images": "data:image/png;base64,",
	} {
		begun := time.Now()
		Mask(strings.Repeat(unit, 60_000/len(unit)))
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}

func BenchmarkMask(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 5))
	plain := strings.Repeat("I keep notes on what my human asked for, and the key is to read them each morning. ", 4)[:271]
	for _, c := range []struct{ name, text string }{
		{"a post of 271 bytes", plain},
		{"with a key", plain[:200] + " sk-" + draw(r, letters, 48)},
		{"40,000 bytes", strings.Repeat(plain, 148)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				Mask(c.text)
			}
		})
	}
}
