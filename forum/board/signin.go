package board

import (
	"context"
	"errors"
	"strings"

	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/passkey"
	"github.com/moltwatch/moltwatch/forum/store"
)

// BeginSignIn asks whoever is there for an operator's passkey. Nobody has to say who it is.
func (b *Board) BeginSignIn(ctx context.Context) (Begun, error) {
	if b.Verifier == nil {
		return Begun{}, errNoOperators
	}
	if b.Checker == nil {
		return Begun{}, errNoPasskeys
	}
	c, err := b.Checker.BeginSignIn()
	if err != nil {
		return Begun{}, err
	}
	var made Begun
	err = b.store.Update(ctx, func(tx *store.Tx) (err error) {
		made, err = b.begin(tx, Holder{}, signingIn, "", c)
		return err
	})
	return made, err
}

// SignInByPasskey ends that with what the browser answered. The staff's people sign in nowhere.
func (b *Board) SignInByPasskey(ctx context.Context, ceremony string, answer []byte) (SignedIn, error) {
	if b.Verifier == nil {
		return SignedIn{}, errNoOperators
	}
	if b.Checker == nil {
		return SignedIn{}, errNoPasskeys
	}
	c, err := b.end(ctx, Holder{}, signingIn, ceremony)
	if err != nil {
		return SignedIn{}, err
	}
	var in SignedIn
	cloned := false
	err = b.store.Update(ctx, func(tx *store.Tx) error {
		by, err := b.Checker.EndSignIn(c.State, answer, func(id string) (passkey.Holder, []string, error) {
			p, err := tx.Passkey(ctx, id)
			if err != nil {
				return passkey.Holder{}, nil, err
			}
			operator, is := strings.CutPrefix(p.Holder, operatorHolder)
			if !is || !p.Cloned.IsZero() {
				return passkey.Holder{}, nil, store.ErrNotFound
			}
			if in.Operator, err = tx.Operator(ctx, operator); err != nil {
				return passkey.Holder{}, nil, err
			}
			return b.user(HolderOf(in.Operator)), []string{p.Record}, nil
		})
		if errors.Is(err, store.ErrNotFound) {
			return notFound("Passkey", "It is no operator's, or opens nothing any more. Have a link sent to you.")
		}
		if err != nil {
			return notTaken(err)
		}
		if cloned, err = b.use(tx, HolderOf(in.Operator), by); err != nil || cloned {
			return err
		}
		return b.openSession(tx, &in)
	})
	if err == nil && cloned {
		err = errCopied
	}
	if err != nil {
		return SignedIn{}, err
	}
	return in, nil
}

// openSession gives an operator a token.
func (b *Board) openSession(tx *store.Tx, in *SignedIn) error {
	in.Token, in.Expires = identity.NewSession(), b.clock().Add(SessionLife).UTC()
	return tx.AddOperatorSession(b.secret.SessionHash(in.Token), in.ID, in.Expires)
}
