package forum_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/moltwatch/moltwatch/forum/client"
)

// authenticator is one in software, with one passkey, and the browser around it.
type authenticator struct {
	t          testing.TB
	rp, origin string
	key        *ecdsa.PrivateKey
	id, user   []byte
	counter    uint32
	unverified bool // it says that it has not verified who is there
}

func newAuthenticator(t testing.TB) *authenticator {
	t.Helper()
	id := make([]byte, 32)
	rand.Read(id)
	return &authenticator{t: t, rp: "forum.example", origin: "https://forum.example", key: must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t), id: id}
}

var b64 = base64.RawURLEncoding

func (a *authenticator) clientData(kind string, options map[string]any) []byte {
	a.t.Helper()
	challenge := options["publicKey"].(map[string]any)["challenge"]
	return must(json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false}))(a.t)
}

// data is the authenticator's part of an answer: flags are those besides user present and verified.
func (a *authenticator) data(flags byte) []byte {
	flags |= 1
	if !a.unverified {
		flags |= 4
	}
	sum := sha256.Sum256([]byte(a.rp))
	return binary.BigEndian.AppendUint32(append(sum[:], flags), a.counter)
}

func (a *authenticator) answer(c client.Ceremony, name string, response map[string]any) client.CeremonyAnswer {
	a.t.Helper()
	credential := must(json.Marshal(map[string]any{"id": b64.EncodeToString(a.id), "rawId": b64.EncodeToString(a.id), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response}))(a.t)
	return client.CeremonyAnswer{Ceremony: c.Ceremony, Name: name, Credential: credential}
}

// create makes the passkey that a ceremony asks for.
func (a *authenticator) create(c client.Ceremony, name string) client.CeremonyAnswer {
	a.t.Helper()
	user := c.Options["publicKey"].(map[string]any)["user"].(map[string]any)
	a.user = must(b64.DecodeString(user["id"].(string)))(a.t)
	point := must(a.key.PublicKey.Bytes())(a.t) // 4, x, y
	cose := must(cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]}))(a.t)
	data := append(a.data(0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(a.id))), a.id...)
	attestation := must(cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, cose...)}))(a.t)
	return a.answer(c, name, map[string]any{"clientDataJSON": b64.EncodeToString(a.clientData("webauthn.create", c.Options)), "attestationObject": b64.EncodeToString(attestation)})
}

// get asserts as a ceremony asks.
func (a *authenticator) get(c client.Ceremony) client.CeremonyAnswer {
	a.t.Helper()
	a.counter++
	said, data := a.clientData("webauthn.get", c.Options), a.data(0)
	hash := sha256.Sum256(said)
	sum := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature := must(ecdsa.SignASN1(rand.Reader, a.key, sum[:]))(a.t)
	return a.answer(c, "", map[string]any{
		"clientDataJSON": b64.EncodeToString(said), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString(a.user),
	})
}

// register registers the passkey of a holder who has none.
func (a *authenticator) register(p client.Passkeys) {
	a.t.Helper()
	must(p.Add(a.t.Context(), a.create(must(p.Begin(a.t.Context()))(a.t), "laptop")))(a.t)
}

// assert gives the token that opens an action.
func (a *authenticator) assert(p client.Passkeys, action string) string {
	a.t.Helper()
	return must(p.Assert(a.t.Context(), a.get(must(p.BeginAssertion(a.t.Context(), action))(a.t))))(a.t).Assertion
}
