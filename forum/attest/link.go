package attest

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"
)

// maxAddress is of RFC 5321, in bytes.
const maxAddress = 254

// Signer signs links and reads them again.
type Signer interface {
	Sign(id string, expires time.Time) (string, error)
	Read(token string, now time.Time) (id string, ok bool)
}

// Links is the Verifier that sends a signed link by e-mail. Page is what links begin with: the token
// stands behind it, as a fragment, so that no server logs it.
type Links struct {
	Signer  Signer
	Channel Channel
	Forum   string
	Page    string
}

// Contact takes an e-mail address, and gives it in lower case.
func (v *Links) Contact(given string) (string, error) {
	given = strings.TrimSpace(given)
	address, err := mail.ParseAddress(given)
	if err != nil || address.Address != given || len(given) > maxAddress || strings.ContainsAny(given, "\r\n\x00\"") {
		return "", fmt.Errorf("%w: give an e-mail address alone, such as you@example.org", ErrContact)
	}
	return strings.ToLower(given), nil
}

// Ask sends the link.
func (v *Links) Ask(ctx context.Context, a Attempt) error {
	token, err := v.Signer.Sign(a.ID, a.Expires)
	if err != nil {
		return fmt.Errorf("signing a link: %w", err)
	}
	err = v.Channel.Send(ctx, Letter{
		To: a.Contact, Subject: "Your link to " + v.Forum,
		Text: "Somebody gave your address at " + v.Forum + ", to " + a.Purpose + ". If that was you, open this link. It is good once, until " + a.Expires.UTC().Format("15:04 MST on 2 January 2006") + ":\n\n" +
			v.Page + "#proof=" + token + "\n\nIf it was not you, do not open it: then nothing happens.\n",
	})
	if err != nil {
		return fmt.Errorf("sending a link: %w", err)
	}
	return nil
}

// Proved reads a link's token.
func (v *Links) Proved(proof string, now time.Time) (string, bool) { return v.Signer.Read(proof, now) }
