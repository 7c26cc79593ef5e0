package secrets

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/mr-tron/base58"
	"golang.org/x/crypto/sha3"
)

// wallet is an address of a wallet in a text.
type wallet struct {
	start, end int
	asked      bool // with an ask for money
}

// Wallets gives the addresses of wallets in a text, in order, each once: Ethereum's (with the
// checksum of EIP-55 where it has capitals), Bitcoin's and those made as Bitcoin's are, TRON's among them
// (Base58Check of a version and 20 bytes), Bitcoin's in Bech32, and Solana's (32 bytes in Base58).
func Wallets(text string) []string {
	var all []string
	for _, w := range wallets(text) {
		if a := text[w.start:w.end]; !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// mostWallets bounds what one text may name.
const mostWallets = 256

func wallets(text string) []wallet {
	var all []wallet
	for i := 0; i < len(text); {
		if !alnum.has(text[i]) {
			i++
			continue
		}
		end := run(text, i, alnum, len(text))
		// A word after / or = is part of a link; addresses are shown in links too, as its last part.
		if n := end - i; n >= 26 && n <= 90 && isWallet(text[i:end]) {
			all = append(all, wallet{i, end, asks(text, i, end)})
			if len(all) == mostWallets {
				return all
			}
		}
		i = end
	}
	return all
}

func isWallet(s string) bool {
	switch {
	case len(s) == 42 && s[0] == '0' && s[1] == 'x' && isHex(s[2:]):
		return isEthereum(s)
	case strings.HasPrefix(s, "bc1"):
		return isBech32(s)
	case len(s) <= 35 && isBase58Check(s, 25):
		return true
	}
	b, ok := base58Of(s, 32, 44, 32)
	return ok && len(b) == 32 && mixed(s) && changes(s) && longestRun(s) < 6
}

// isEthereum checks the checksum of EIP-55, which is in the case of the letters. Burn addresses
// of one digit are nobody's.
func isEthereum(s string) bool {
	digits := s[2:]
	lower := strings.ToLower(digits)
	if longestRun(lower) >= 8 {
		return false
	}
	if digits == lower || digits == strings.ToUpper(digits) {
		return true
	}
	hash := sha3.NewLegacyKeccak256()
	hash.Write([]byte(lower))
	sum := hex.EncodeToString(hash.Sum(nil))
	for i := range len(digits) {
		if c := digits[i]; c >= 'A' && (c >= 'a') != (sum[i] < '8') {
			return false
		}
	}
	return true
}

// base58Of decodes a string of so many bytes that stands for size of them.
func base58Of(s string, shortest, longest, size int) ([]byte, bool) {
	if len(s) < shortest || len(s) > longest {
		return nil, false
	}
	b, err := base58.Decode(s)
	return b, err == nil && len(b) == size
}

// isBase58Check checks the double SHA-256 at the end of what Base58Check encodes.
func isBase58Check(s string, size int) bool {
	b, ok := base58Of(s, 25, 112, size)
	if !ok {
		return false
	}
	first := sha256.Sum256(b[:size-4])
	second := sha256.Sum256(first[:])
	return string(second[:4]) == string(b[size-4:])
}

// isBech32 checks an address of BIP-173 or BIP-350 with the prefix bc.
func isBech32(s string) bool {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	if len(s) < 14 || len(s) > 90 || s != strings.ToLower(s) {
		return false
	}
	sum := uint32(1)
	step := func(v byte) {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, v := range [...]byte{'b' >> 5, 'c' >> 5, 0, 'b' & 31, 'c' & 31} {
		step(v)
	}
	for i := 3; i < len(s); i++ {
		v := strings.IndexByte(letters, s[i])
		if v < 0 {
			return false
		}
		step(byte(v))
	}
	return sum == 1 || sum == 0x2bc830a3
}

// walletKey gives a wallet's private key that begins at i: one that says so by its checksum, or
// a number of 32 bytes in hex, or of 64 in Base58, that the text calls a private key just before.
func (s *scanner) walletKey(i int) (kind string, start, end int) {
	text := s.text
	end = run(text, i, alnum, 121)
	n := end - i
	if n < 51 || n > 120 {
		return "", i, i
	}
	v := text[i:end]
	switch {
	case (n == 51 || n == 52) && strings.IndexByte("5KLc9", v[0]) >= 0:
		if isBase58Check(v, 37) || isBase58Check(v, 38) {
			return KindWalletPrivate, i, end
		}
	case n == 111 && (strings.HasPrefix(v, "xprv") || strings.HasPrefix(v, "tprv")):
		if isBase58Check(v, 82) {
			return KindWalletPrivate, i, end
		}
	case n == 64 && isHex(v) || n == 66 && v[1] == 'x' && isHex(v[2:]):
		if random(strings.TrimPrefix(v, "0x")) && calledPrivate(text, i) {
			return KindWalletPrivate, i, end
		}
	case n == 87 || n == 88:
		if _, ok := base58Of(v, 87, 88, 64); ok && calledPrivate(text, i) {
			return KindWalletPrivate, i, end
		}
	}
	return "", i, i
}

// before is how far back the words are looked for that say what something is.
const before = 80

// calledPrivate tells whether a text says just before i that a private key follows.
func calledPrivate(text string, i int) bool {
	lead := strings.ToLower(text[max(0, i-before):i])
	for _, name := range []string{"private key", "private_key", "privatekey", "priv key", "privkey", "secret key", "secret_key", "secretkey", "keypair", "signing key"} {
		if strings.Contains(lead, name) {
			return true
		}
	}
	return false
}
