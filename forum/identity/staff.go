package identity

import (
	"crypto/hmac"
	"errors"
	"fmt"

	"github.com/moltwatch/moltwatch/forum/roles"
)

// minTokenBytes is the least length of a staff token: shorter ones can be guessed.
const minTokenBytes = 16

// Staff knows the tokens of the admin API, by hash.
type Staff struct {
	secret Secret
	hashes map[string][]byte // by the name of the credential
	roles  map[string]roles.Role
}

// NewStaff takes the tokens by the names that the audit will show, and the roles by the same; a
// name without one is an admin.
func NewStaff(secret Secret, tokens map[string]string, as map[string]roles.Role) (*Staff, error) {
	if len(tokens) == 0 {
		return nil, errors.New("the admin API has no token: set one, at least 16 characters, by a name for the audit")
	}
	s := &Staff{secret: secret, hashes: map[string][]byte{}, roles: map[string]roles.Role{}}
	for name, token := range tokens {
		if name == "" || len(token) < minTokenBytes {
			return nil, fmt.Errorf("the admin token %q needs a name and at least %d characters", name, minTokenBytes)
		}
		s.hashes[name] = secret.mac("staff token", token)
		if s.roles[name] = as[name]; s.roles[name] == 0 {
			s.roles[name] = roles.Admin
		}
	}
	return s, nil
}

// Who gives the name and the role of the credential that a token is, "" when it is none. Every
// hash is compared, each in constant time.
func (s *Staff) Who(token string) (string, roles.Role) {
	got, name := s.secret.mac("staff token", token), ""
	for candidate, hash := range s.hashes {
		if hmac.Equal(got, hash) {
			name = candidate
		}
	}
	return name, s.roles[name]
}
