package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/moderator"
)

// adminName is how the audit calls whoever has the admin's token.
const adminName = "admin"

// staff are the credentials of the admin API, by the names that the audit shows.
type staff struct {
	tokens map[string]string
	roles  map[string]forum.Role
}

// staffTokens gives the moderator's token, the admin's, and those of people.
func (a *application) staffTokens() (staff, error) {
	s := staff{tokens: map[string]string{}, roles: map[string]forum.Role{moderator.By: forum.RoleService, adminName: forum.RoleAdmin}}
	var err error
	if s.tokens[moderator.By], err = a.secret(varModeratorToken, "moderator_token"); err != nil {
		return s, err
	}
	if s.tokens[adminName], err = a.secret(varAdminToken, "admin_token"); err != nil {
		return s, err
	}
	for i, entry := range strings.Fields(os.Getenv(varStaffTokens)) {
		parts := strings.SplitN(entry, ":", 3)
		if len(parts) != 3 || parts[0] == "" || s.tokens[parts[0]] != "" {
			return s, usageError{fmt.Errorf("%s: entry %d must be name:role:token, with a name of its own", varStaffTokens, i+1)}
		}
		if s.roles[parts[0]], err = forum.RoleOfStaff(parts[1]); err != nil {
			return s, usageError{fmt.Errorf("%s: entry %d: %w", varStaffTokens, i+1, err)}
		}
		s.tokens[parts[0]] = parts[2]
	}
	return s, nil
}
