package identity

import (
	"crypto/hmac"
	"errors"
	"fmt"
)

// minTokenBytes is the least length of a staff token: shorter ones can be guessed.
const minTokenBytes = 16

// Staff knows the tokens of the admin API, by hash.
type Staff struct {
	secret Secret
	hashes map[string][]byte // by the name of the credential
}

// NewStaff takes the tokens by the names that the audit will show.
func NewStaff(secret Secret, tokens map[string]string) (*Staff, error) {
	if len(tokens) == 0 {
		return nil, errors.New("the admin API has no token: set one, at least 16 characters, by a name for the audit")
	}
	s := &Staff{secret: secret, hashes: map[string][]byte{}}
	for name, token := range tokens {
		if name == "" || len(token) < minTokenBytes {
			return nil, fmt.Errorf("the admin token %q needs a name and at least %d characters", name, minTokenBytes)
		}
		s.hashes[name] = secret.mac("staff token", token)
	}
	return s, nil
}

// Name gives the name of the credential that a token is, "" when it is none. Every hash is
// compared, each in constant time.
func (s *Staff) Name(token string) string {
	got, name := s.secret.mac("staff token", token), ""
	for candidate, hash := range s.hashes {
		if hmac.Equal(got, hash) {
			name = candidate
		}
	}
	return name
}
