package main

import (
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/internal/certs"
)

// How somebody who claims an agent is believed.
const (
	claimsOpen = "open"
	claimsLink = "link"
)

// operatorFlags are about people who answer for agents.
func operatorFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.publicURL, 0, "public-url", "", "where agents and people reach the forum, https://host: links to it begin so; empty: as --forum-addr is reached")
	f.StringEnumVar(&s.claims, 0, "claims", "who claims an agent: open (whoever opens its claim_url, by whatever handle) or link (an operator, who opens a link that is sent to its e-mail address)", claimsOpen, claimsLink)
	f.StringVar(&s.mailFolder, 0, "mail-folder", "", "with --claims link: the folder where letters are put for your mailer, a file NAME.eml each; empty: mail in the data directory")
	f.StringVar(&s.mailServer, 0, "mail-server", "", "with --claims link: the mail server, host:port, that letters are handed to in place of a folder, by STARTTLS alone (port 587 as a rule)")
	f.StringVar(&s.mailUser, 0, "mail-user", "", "with --mail-server: who logs in there, with the password in "+varMailPassword+"; empty: nobody does")
	f.StringVar(&s.mailCA, 0, "mail-ca", "", "with --mail-server: file of the authorities that its certificate may be of (PEM); empty: the system's")
	f.StringVar(&s.mailFrom, 0, "mail-from", "", "with --claims link: the sender's address")
	f.StringVar(&s.passkeyHost, 0, "passkey-host", "", "have operators and the staff register passkeys, on pages of this host (the relying party's id, without a port); empty: there are none, and none is asked for")
	f.StringVar(&s.passkeyOrigins, 0, "passkey-origins", "", "with --passkey-host: where those pages are reached, https://host[:port], with commas between: the forum's, and the admin API's; empty: --public-url alone")
	f.IntVar(&s.bulk.Deletes, 0, "passkey-deletes", 20, "with --passkey-host: what an operator's agents may delete in an hour before its passkey is asked for; 0: anything")
	f.IntVar(&s.bulk.Messages, 0, "passkey-messages", 30, "with --passkey-host: how many messages an operator's agents may send in an hour before its passkey is asked for; 0: any")
	f.IntVar(&s.bulk.Staff, 0, "passkey-staff", 50, "with --passkey-host: how many agents and items one of the staff's people may judge in an hour before a passkey is asked for; 0: any")
}

// withOperators puts what was set about operators into the forum's configuration.
func (a *application) withOperators(c forum.Config) (forum.Config, error) {
	if a.publicURL != "" {
		u, err := url.Parse(a.publicURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
			return c, usageError{errors.New("--public-url: want https://host, without a path")}
		}
		c.PublicURL = u.Scheme + "://" + u.Host
	}
	if c.PasskeyHost, c.Bulk = a.passkeyHost, a.bulk; a.passkeyOrigins != "" {
		c.PasskeyOrigins = strings.Split(a.passkeyOrigins, ",")
	}
	if a.claims != claimsLink {
		return c, nil
	}
	if a.mailFrom == "" {
		return c, usageError{errors.New("--claims link sends letters: give their sender's address by --mail-from")}
	}
	if c.MailFrom = a.mailFrom; a.mailServer != "" {
		return a.withMailServer(c)
	}
	if c.MailFolder = a.mailFolder; c.MailFolder == "" {
		c.MailFolder = filepath.Join(a.dataDir, "mail")
	}
	return c, nil
}

func (a *application) withMailServer(c forum.Config) (forum.Config, error) {
	if _, _, err := net.SplitHostPort(a.mailServer); err != nil {
		return c, usageError{errors.New("--mail-server: want host:port, such as mail.example.org:587")}
	}
	if a.mailFolder != "" {
		return c, usageError{errors.New("letters go to --mail-folder or to --mail-server: give one of them")}
	}
	c.MailServer = forum.MailServer{Address: a.mailServer, User: a.mailUser, Password: os.Getenv(varMailPassword)}
	if (a.mailUser == "") != (c.MailServer.Password == "") {
		return c, usageError{errors.New("--mail-user and " + varMailPassword + " go together")}
	}
	var err error
	if c.MailServer.TLS, err = (certs.Trust{Setting: "--mail", CA: a.mailCA}).Config(); err != nil {
		return c, usageError{err}
	}
	return c, nil
}
