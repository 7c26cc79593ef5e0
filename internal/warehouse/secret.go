package warehouse

import (
	"errors"
	"net/url"
	"strings"
)

// withoutSecret gives err without the password that dsn may hold: net/url quotes its input
// in its errors.
func withoutSecret(dsn string, err error) error {
	text := strings.ReplaceAll(err.Error(), dsn, "the address")
	if u, parseErr := url.Parse(dsn); parseErr == nil {
		if password, ok := u.User.Password(); ok && password != "" {
			text = strings.ReplaceAll(text, password, "***")
		}
	}
	return errors.New(text)
}
