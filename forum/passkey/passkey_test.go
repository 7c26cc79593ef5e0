package passkey

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func checker(t testing.TB) *Checker {
	t.Helper()
	k, err := New("forum.example", "forum", []string{"https://forum.example"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// noRecord is what a holder has whose passkey nobody has: its key is no key.
const noRecord = `{"id":"AAECAw==","publicKey":"pQECAyYgASFYIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIlggAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}`

func TestACeremonyAsksForAPersonAndForNoAttestation(t *testing.T) {
	k, h := checker(t), Holder{Handle: []byte("a handle"), Name: "ann"}
	register, err := k.BeginRegistration(h, []string{noRecord})
	if err != nil {
		t.Fatal(err)
	}
	assert, err := k.BeginAssertion(h, []string{noRecord})
	if err != nil {
		t.Fatal(err)
	}
	var asked struct {
		PublicKey struct {
			Attestation            string
			Challenge              string
			UserVerification       string
			ExcludeCredentials     []any
			AllowCredentials       []any
			AuthenticatorSelection struct{ UserVerification string }
		} `json:"publicKey"`
	}
	if err := json.Unmarshal(register.Options, &asked); err != nil {
		t.Fatal(err)
	}
	if p := asked.PublicKey; p.AuthenticatorSelection.UserVerification != "required" || p.Attestation != "none" || len(p.ExcludeCredentials) != 1 || len(p.Challenge) < 22 {
		t.Errorf("got %s", register.Options)
	}
	if err := json.Unmarshal(assert.Options, &asked); err != nil {
		t.Fatal(err)
	}
	if p := asked.PublicKey; p.UserVerification != "required" || len(p.AllowCredentials) != 1 {
		t.Errorf("got %s", assert.Options)
	}
	if again, err := k.BeginAssertion(h, []string{noRecord}); err != nil || again.State == assert.State {
		t.Errorf("a challenge comes twice: %v", err)
	}
}

func TestWhatIsNoRelyingPartyIsRefused(t *testing.T) {
	for _, id := range []string{"https://forum.example", "forum.example:443", "forum example"} {
		if _, err := New(id, "forum", []string{"https://forum.example"}); err == nil {
			t.Errorf("%q is taken for a host", id)
		}
	}
	if _, err := New("forum.example", "forum", nil); err == nil {
		t.Error("no origin is needed")
	}
}

// FuzzAnswers: whatever a stranger's browser answers is refused, and is nothing worse.
func FuzzAnswers(f *testing.F) {
	k, h := checker(f), Holder{Handle: []byte("a handle"), Name: "ann"}
	register, err := k.BeginRegistration(h, nil)
	if err != nil {
		f.Fatal(err)
	}
	assert, err := k.BeginAssertion(h, []string{noRecord})
	if err != nil {
		f.Fatal(err)
	}
	signIn, err := k.BeginSignIn()
	if err != nil {
		f.Fatal(err)
	}
	const clientData = "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUEiLCJvcmlnaW4iOiJodHRwczovL2ZvcnVtLmV4YW1wbGUifQ"
	whole := `{"id":"AAECAw","rawId":"AAECAw","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"` + clientData + `",`
	for _, seed := range []string{
		"", "{}", "null", whole + `"attestationObject":"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUA"}}`,
		whole + `"authenticatorData":"AAAA","signature":"MAA","userHandle":"YQ"}}`, whole[:60], strings.Repeat("[", 200),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		if _, _, err := k.EndRegistration(h, register.State, answer); !errors.Is(err, ErrRefused) {
			t.Fatalf("registered, or an error that is no refusal: %v", err)
		}
		if _, err := k.EndAssertion(h, []string{noRecord}, assert.State, answer); !errors.Is(err, ErrRefused) {
			t.Fatalf("asserted, or an error that is no refusal: %v", err)
		}
		if _, err := k.EndSignIn(signIn.State, answer, func(string) (Holder, []string, error) { return h, []string{noRecord}, nil }); !errors.Is(err, ErrRefused) {
			t.Fatalf("signed in, or an error that is no refusal: %v", err)
		}
	})
}
