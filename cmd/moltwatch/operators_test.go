package main

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
)

func TestSettingsOfOperatorsReachTheForum(t *testing.T) {
	a := &application{settings: &settings{}}
	a.dataDir, a.publicURL, a.claims, a.mailFrom = "data", "https://forum.example/", claimsLink, "forum@forum.example"
	a.passkeyHost, a.passkeyOrigins, a.bulk = "forum.example", "https://forum.example,https://staff.forum.example", forum.Bulk{Deletes: 1, Messages: 2, Staff: 3}
	c, err := a.withOperators(forum.Config{PublicURL: "http://127.0.0.1:1"})
	if err != nil || c.PublicURL != "https://forum.example" || c.MailFolder != filepath.Join("data", "mail") || c.MailFrom != a.mailFrom || c.PasskeyHost != a.passkeyHost || c.Bulk != a.bulk {
		t.Errorf("got %+v, %v", c, err)
	}
	if !slices.Equal(c.PasskeyOrigins, []string{"https://forum.example", "https://staff.forum.example"}) {
		t.Errorf("got %v", c.PasskeyOrigins)
	}
	a.claims = claimsOpen
	if c, err := a.withOperators(forum.Config{}); err != nil || c.MailFolder != "" {
		t.Errorf("letters are sent where no proof is asked for: %+v, %v", c, err)
	}
	a.claims, a.mailServer, a.mailUser = claimsLink, "mail.example.org:587", "forum"
	t.Setenv(varMailPassword, "a password")
	if c, err := a.withOperators(forum.Config{}); err != nil || c.MailFolder != "" || c.MailFrom != a.mailFrom || c.MailServer.Address != a.mailServer || c.MailServer.User != "forum" || c.MailServer.Password != "a password" || c.MailServer.TLS == nil {
		t.Errorf("got %+v, %v", c, err)
	}
	for what, change := range map[string]func(*settings){
		"a folder and a server": func(s *settings) { s.mailFolder = "mail" },
		"no port":               func(s *settings) { s.mailServer = "mail.example.org" },
		"a password for nobody": func(s *settings) { s.mailUser = "" },
		"no such authorities":   func(s *settings) { s.mailCA = "nowhere.pem" },
		"no sender":             func(s *settings) { s.claims, s.mailFrom = claimsLink, "" },
		"a path":                func(s *settings) { s.publicURL = "https://forum.example/below" },
		"no scheme":             func(s *settings) { s.publicURL = "forum.example" },
		"a user":                func(s *settings) { s.publicURL = "https://me@forum.example" },
	} {
		changed := *a.settings
		change(&changed)
		b := &application{settings: &changed}
		var usage usageError
		if _, err := b.withOperators(forum.Config{}); !errors.As(err, &usage) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
