package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
)

// MinSecretBytes is the least length of the forum's secret.
const MinSecretBytes = 32

// KeyPrefix begins every bearer key; clients written for Moltbook look for "moltbook_".
const KeyPrefix = "moltbook_sk_"

const claimPrefix = "moltbook_claim_"

// Secret derives all keyed hashes. Each purpose has a key of its own, so that a hash made
// for one is no use for another. It holds them within a function, so that whatever prints one prints an
// address.
type Secret struct {
	keyFor func(purpose string) []byte
}

// NewSecret takes the forum's secret.
func NewSecret(key []byte) (Secret, error) {
	if len(key) < MinSecretBytes {
		return Secret{}, fmt.Errorf("the forum's secret has %d bytes, it needs %d: make one with `head -c 32 /dev/urandom`", len(key), MinSecretBytes)
	}
	root := append([]byte(nil), key...)
	var derived sync.Map // keys by purpose
	return Secret{func(purpose string) []byte {
		if key, ok := derived.Load(purpose); ok {
			return key.([]byte)
		}
		derive := hmac.New(sha256.New, root)
		derive.Write([]byte(purpose))
		key := derive.Sum(nil)
		derived.Store(purpose, key)
		return key
	}}, nil
}

// LoadOrCreateSecret reads the forum's secret from a file that only its owner may read, and
// makes one when there is none.
func LoadOrCreateSecret(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err == nil {
		key, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil || len(key) < MinSecretBytes {
			return nil, fmt.Errorf("the forum's secret in %s is not %d bytes in hex: restore it, every key depends on it", path, MinSecretBytes)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the forum's secret: %w", err)
	}
	key := make([]byte, MinSecretBytes)
	rand.Read(key)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("making the forum's secret: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("writing the forum's secret to %s: %w", path, err)
	}
	return key, nil
}

// mac gives the keyed hash of a value for a purpose.
func (s Secret) mac(purpose, value string) []byte {
	m := hmac.New(sha256.New, s.keyFor(purpose))
	m.Write([]byte(value))
	return m.Sum(nil)
}

// pseudonym gives 128 bits of a keyed hash in hex; "" stays "".
func (s Secret) pseudonym(purpose, value string) string {
	if value == "" {
		return ""
	}
	return hex.EncodeToString(s.mac(purpose, value)[:16])
}

// NewKey gives a bearer key of 256 random bits. It is shown once and kept nowhere.
func NewKey() string {
	b := make([]byte, 32)
	rand.Read(b)
	return KeyPrefix + base64.RawURLEncoding.EncodeToString(b)
}

// KeyHash is what is stored of a bearer key.
func (s Secret) KeyHash(key string) []byte { return s.mac("bearer key", key) }

// ClaimToken is the secret part of an agent's claim link. It is a function of the id and of how
// often the agent was released, so that it need not be stored to be shown again to the agent, and
// a link from before a release opens nothing.
func (s Secret) ClaimToken(agentID string, round int64) string {
	if round == 0 {
		return claimPrefix + hex.EncodeToString(s.mac("claim", agentID)[:16]) + "_" + agentID
	}
	n := strconv.FormatInt(round, 10)
	return claimPrefix + hex.EncodeToString(s.mac("claim again", n+" "+agentID)[:16]) + "-" + n + "_" + agentID
}

// AgentOfClaim gives the agent of a claim link's token, and how often it had been released when the
// link was made, if the token is genuine.
func (s Secret) AgentOfClaim(token string) (agentID string, round int64, ok bool) {
	rest, hasPrefix := strings.CutPrefix(token, claimPrefix)
	sum, agentID, hasID := strings.Cut(rest, "_")
	if _, n, again := strings.Cut(sum, "-"); again {
		round, _ = strconv.ParseInt(n, 10, 64) // any other number makes another token
	}
	genuine := hmac.Equal([]byte(token), []byte(s.ClaimToken(agentID, round)))
	return agentID, round, hasPrefix && hasID && genuine
}

// VerificationCode is the short code that a human quotes when claiming, such as shore-N33C.
func (s Secret) VerificationCode(agentID string) string {
	words := [...]string{
		"amber", "basin", "cliff", "coral", "delta", "drift", "ember", "fjord", "grove", "harbor", "inlet", "kelp",
		"lagoon", "marsh", "north", "ocean", "pebble", "reef", "ripple", "shell", "shore", "spray", "tide", "wave",
	}
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789" // 32: no bias, and none that look alike
	sum := s.mac("verification code", agentID)
	code := make([]byte, 4)
	for i := range code {
		code[i] = alphabet[sum[i+1]%byte(len(alphabet))]
	}
	return words[int(sum[0])%len(words)] + "-" + string(code)
}

// AnswerHash is what is stored of the answer to a challenge.
func (s Secret) AnswerHash(code, answer string) []byte { return s.mac("answer", code+" "+answer) }

// EmailHash is what is stored of an owner's address.
func (s Secret) EmailHash(address string) []byte {
	return s.mac("email", strings.ToLower(strings.TrimSpace(address)))
}

// GuideSeed is the private half of the key that signs what agents are told, for a forum that was
// given no key for it.
func (s Secret) GuideSeed() []byte { return s.mac("guide", "seed") }
