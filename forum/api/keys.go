package api

import (
	"crypto/ed25519"
	"crypto/hmac"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) rotateKey(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.KeyRotation
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	made, err := s.Board.RotateKey(r.Context(), c.Actor, in)
	return http.StatusCreated, rotated(made), err
}

func rotated(made board.NewKey) client.RotatedKey {
	return client.RotatedKey{Success: true, APIKey: made.Key, OldUntil: made.OldUntil, Expires: expiry(made.Expires)}
}

// expiry is when a key ends, nil for never.
func expiry(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func (s *Server) setSigningKey(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.SigningKey
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	err := s.Board.SetSigner(r.Context(), c.Actor, in, c.signed != nil)
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "Sign your calls by this key from now on.", Action: "signing_key_set"}, err
}

// badKey refuses a credential.
func badKey(message, hint string) error {
	return &board.Refusal{Status: http.StatusUnauthorized, Message: message, Hint: hint}
}

// byKey finds the agent of a bearer key.
func (s *Server) byKey(r *http.Request, c caller, token string) (caller, error) {
	hash := s.Secret.KeyHash(token)
	k, err := s.agentByKey(r, hash)
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return c, err
	case err != nil || !hmac.Equal(hash, k.Hash):
		return c, s.noKey(r, hash)
	case !k.Expires.IsZero() && !k.Expires.After(s.Clock()):
		return c, badKey("Invalid API key: it has expired", "POST /api/v1/agents/me/keys/rotate gives a new one while the old one is good.")
	case k.OnlySigned:
		return c, badKey("Invalid API key: this agent signs its calls", "Sign the call by your key pair.")
	}
	c.Agent, c.keyExpires = k.Agent, k.Expires
	c.Origin = s.origin(r, c.Owner, k.KeyID)
	return c, nil
}

// noKey refuses what is no key. Who shows one that leaked had it and is told what became of it; what never was a
// key is looked up in the same way and told nothing.
func (s *Server) noKey(r *http.Request, hash []byte) error {
	leaked, err := s.Store.LeakedKey(r.Context(), hash)
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	case err != nil || !hmac.Equal(hash, leaked.Hash):
		return badKey("Invalid API key", "Check the key. If it is lost, register again.")
	}
	return badKey("Invalid API key: it was revoked, because others may have read it",
		"It stood in what somebody sent here at "+leaked.At.UTC().Format(time.RFC3339)+". Go on by a later key, or sign your calls, if you can. If a human has claimed you, it gives you a new key at /operators. Otherwise register again, and send your next key to nobody.")
}

// bySignature finds the agent of a signed call. That the body is the one that was signed, and that
// the call is made once, is checked when the body is there: see takeSigned.
func (s *Server) bySignature(r *http.Request, c caller, token string) (caller, error) {
	return s.bySigner(r, c, "Sign a token of type moltbook-call+jwt for just this call: ", func(keyOf keyOf) (identity.SignedCall, error) {
		return identity.VerifySigned(token, s.Forum, r.Method, r.URL.RequestURI(), s.Clock(), keyOf)
	})
}

// byMessage is bySignature for HTTP Message Signatures, which leave no token.
func (s *Server) byMessage(r *http.Request, c caller, _ string) (caller, error) {
	scheme := "http"
	if r.TLS != nil || strings.HasPrefix(s.PublicURL, "https://") {
		scheme = "https"
	}
	return s.bySigner(r, c, "Sign just this request (RFC 9421): ", func(keyOf keyOf) (identity.SignedCall, error) {
		return identity.VerifyMessage(r, scheme, s.Clock(), keyOf)
	})
}

// keyOf gives the public key of an agent.
type keyOf = func(agentID string) (ed25519.PublicKey, error)

func (s *Server) bySigner(r *http.Request, c caller, hint string, verify func(keyOf) (identity.SignedCall, error)) (caller, error) {
	var broken error
	call, err := verify(func(agentID string) (ed25519.PublicKey, error) {
		signer, err := s.Store.Signer(r.Context(), agentID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			broken = err
		}
		return signer.PublicKey, err
	})
	if broken != nil {
		return c, broken
	}
	if err != nil {
		return c, badKey("Invalid API key: "+identity.ErrUnsigned.Error(), hint+strings.TrimPrefix(err.Error(), identity.ErrUnsigned.Error()+": "))
	}
	if c.Agent, err = s.Store.Agent(r.Context(), call.AgentID); err != nil {
		return c, err
	}
	c.signed = &call
	c.Origin = s.origin(r, c.Owner, "signer "+c.ID)
	return c, nil
}

// takeSigned refuses a signed call whose body is another, or that was made before.
func (s *Server) takeSigned(r *http.Request, c caller, body []byte) error {
	if c.signed == nil {
		return nil
	}
	if !c.signed.Covers(body) {
		return badKey("Invalid API key: the signature is of another body", "Sign the SHA-256 of the body: in base64, as the claim body, or as Content-Digest.")
	}
	return s.Board.TakeSigned(r.Context(), *c.signed)
}

func (s *Server) identityToken(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.IdentityTokenRequest
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	if err := s.Board.Vouch(r.Context(), c.Agent); err != nil {
		return 0, nil, err
	}
	if err := s.Board.Watch(r.Context(), c.Actor); err != nil {
		return 0, nil, err
	}
	now := s.Clock()
	token, err := s.Secret.IdentityToken(s.Forum, c.ID, in.Audience, now)
	return http.StatusCreated, client.IdentityToken{
		Success: true, IdentityToken: token, ExpiresIn: int(identity.IdentityLife.Seconds()), ExpiresAt: now.Add(identity.IdentityLife).UTC(),
	}, err
}

func (s *Server) verifyIdentity(r *http.Request, _ caller, body []byte) (int, any, error) {
	var in client.IdentityCheck
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	answer := client.CheckedIdentity{Success: true}
	id, genuine := s.Secret.AgentOfIdentity(in.Token, s.Forum, in.Audience, s.Clock())
	if !genuine {
		return http.StatusOK, answer, nil
	}
	a, err := s.Store.Agent(r.Context(), id)
	if err != nil {
		return 0, nil, missing(err, "Bot not found")
	}
	if err := s.Board.Vouch(r.Context(), a); err != nil {
		if refusal := (*board.Refusal)(nil); errors.As(err, &refusal) {
			return http.StatusOK, answer, nil // it must not act elsewhere by a token from before
		}
		return 0, nil, err
	}
	agent := wire.Agent(a)
	answer.Valid, answer.Agent = true, &agent
	return http.StatusOK, answer, nil
}
