package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Holder is who has passkeys.
type Holder struct {
	Handle []byte // at most 64 bytes, which tell nothing to who has no secret of the forum's
	Name   string // what its authenticator shows
}

// Checker runs ceremonies for one relying party.
type Checker struct{ w *webauthn.WebAuthn }

// New gives the checker of a relying party: its id is a host (or a suffix of it) without port, its
// origins are those that pages with a ceremony stand at, https://host[:port].
func New(id, name string, origins []string) (*Checker, error) {
	w, err := webauthn.New(&webauthn.Config{
		RPID: id, RPDisplayName: name, RPOrigins: origins,
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationRequired},
	})
	if err != nil {
		return nil, fmt.Errorf("setting up passkeys (give a host and the origins of its pages): %w", err)
	}
	return &Checker{w}, nil
}

// Ceremony is one that was begun: what the browser is given, and what its answer is checked against.
type Ceremony struct {
	Options json.RawMessage
	State   string
}

// ErrRefused is why an answer is not taken.
var ErrRefused = errors.New("the passkey's answer is not taken")

// user is a holder with its passkeys, as the library wants it.
type user struct {
	Holder
	have []webauthn.Credential
}

func (u *user) WebAuthnID() []byte                         { return u.Handle }
func (u *user) WebAuthnName() string                       { return u.Name }
func (u *user) WebAuthnDisplayName() string                { return u.Name }
func (u *user) WebAuthnCredentials() []webauthn.Credential { return u.have }

// userOf reads the records of a holder's passkeys.
func userOf(h Holder, records []string) (*user, error) {
	u := &user{Holder: h}
	for _, text := range records {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return nil, fmt.Errorf("reading a passkey's record: %w", err)
		}
		u.have = append(u.have, c)
	}
	return u, nil
}

func begun(options any, session *webauthn.SessionData, err error) (Ceremony, error) {
	if err != nil {
		return Ceremony{}, fmt.Errorf("beginning a ceremony: %w", err)
	}
	var c Ceremony
	if c.Options, err = json.Marshal(options); err != nil {
		return c, fmt.Errorf("encoding a ceremony: %w", err)
	}
	state, err := json.Marshal(session)
	c.State = string(state)
	return c, err
}

func session(state string) (webauthn.SessionData, error) {
	var s webauthn.SessionData
	if err := json.Unmarshal([]byte(state), &s); err != nil {
		return s, fmt.Errorf("reading the state of a ceremony: %w", err)
	}
	return s, nil
}

// BeginRegistration asks for a new passkey besides those that a holder has.
func (k *Checker) BeginRegistration(h Holder, records []string) (Ceremony, error) {
	u, err := userOf(h, records)
	if err != nil {
		return Ceremony{}, err
	}
	return begun(k.w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.have).CredentialDescriptors())))
}

// EndRegistration takes the browser's answer, and gives the new passkey's id and record.
func (k *Checker) EndRegistration(h Holder, state string, answer []byte) (id, record string, err error) {
	s, err := session(state)
	if err != nil {
		return "", "", err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return "", "", refusal(err)
	}
	c, err := k.w.CreateCredential(&user{Holder: h}, s, parsed)
	if err != nil {
		return "", "", refusal(err)
	}
	return recordOf(c)
}

// BeginAssertion asks a holder for one of its passkeys; it must have one.
func (k *Checker) BeginAssertion(h Holder, records []string) (Ceremony, error) {
	u, err := userOf(h, records)
	if err != nil {
		return Ceremony{}, err
	}
	return begun(k.w.BeginLogin(u))
}

// Asserted is the passkey by which somebody asserted.
type Asserted struct {
	ID, Record string // the record as it is now
	Cloned     bool   // its counter is not above the last one: a copy of it may be about
}

// EndAssertion takes the browser's answer.
func (k *Checker) EndAssertion(h Holder, records []string, state string, answer []byte) (Asserted, error) {
	u, err := userOf(h, records)
	if err != nil {
		return Asserted{}, err
	}
	s, parsed, err := answered(state, answer)
	if err != nil {
		return Asserted{}, err
	}
	c, err := k.w.ValidateLogin(u, s, parsed)
	if err != nil {
		return Asserted{}, refusal(err)
	}
	return asserted(c)
}

// answered reads a ceremony and the browser's answer to it.
func answered(state string, answer []byte) (webauthn.SessionData, *protocol.ParsedCredentialAssertionData, error) {
	s, err := session(state)
	if err != nil {
		return s, nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return s, nil, refusal(err)
	}
	return s, parsed, nil
}

func asserted(c *webauthn.Credential) (a Asserted, err error) {
	a.Cloned = c.Authenticator.CloneWarning
	a.ID, a.Record, err = recordOf(c)
	return a, err
}

// BeginSignIn asks whoever is there for a passkey that its authenticator keeps for this relying party.
func (k *Checker) BeginSignIn() (Ceremony, error) {
	return begun(k.w.BeginDiscoverableLogin())
}

// EndSignIn takes the browser's answer; holding gives the holder of the passkey of an id, with the
// records of its passkeys. An error of holding's own is given back as it is.
func (k *Checker) EndSignIn(state string, answer []byte, holding func(id string) (Holder, []string, error)) (Asserted, error) {
	s, parsed, err := answered(state, answer)
	if err != nil {
		return Asserted{}, err
	}
	var broken error
	c, err := k.w.ValidateDiscoverableLogin(func(rawID, _ []byte) (webauthn.User, error) { // whose handle it is, the library checks
		h, records, err := holding(idOf(rawID))
		if err == nil {
			var u *user
			if u, err = userOf(h, records); err == nil {
				return u, nil
			}
		}
		broken = err
		return nil, err
	}, s, parsed)
	if broken != nil {
		return Asserted{}, broken
	}
	if err != nil {
		return Asserted{}, refusal(err)
	}
	return asserted(c)
}

// refusal says in few words what the library found.
func refusal(err error) error {
	var e *protocol.Error
	if errors.As(err, &e) && e.Details != "" {
		return fmt.Errorf("%w: %s", ErrRefused, e.Details)
	}
	return ErrRefused
}

func recordOf(c *webauthn.Credential) (id, record string, err error) {
	b, err := json.Marshal(c)
	if err != nil {
		return "", "", fmt.Errorf("encoding a passkey's record: %w", err)
	}
	return idOf(c.ID), string(b), nil
}

func idOf(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
