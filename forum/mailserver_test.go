package forum_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
)

// letters is a mail server: what comes in comes out, one after the other.
type letters chan string

func (l letters) NewSession(*smtp.Conn) (smtp.Session, error) { return l, nil }

func (letters) Mail(string, *smtp.MailOptions) error { return nil }
func (letters) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (letters) Reset()                               {}
func (letters) Logout() error                        { return nil }

func (l letters) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	l <- string(text)
	return err
}

// A link that a mail server delivers claims the agent, as one from the folder does.
func TestAnOperatorClaimsAnAgentByALinkFromAMailServer(t *testing.T) {
	t.Parallel()
	certified := httptest.NewTLSServer(nil) // its certificate is for 127.0.0.1
	defer certified.Close()
	trusted := x509.NewCertPool()
	trusted.AddCert(certified.Certificate())
	box := make(letters, 1)
	server := smtp.NewServer(box)
	server.TLSConfig = &tls.Config{Certificates: certified.TLS.Certificates}
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	go func() { _ = server.Serve(l) }()
	defer func() { _ = server.Close() }()

	p := start(t, func(c *forum.Config) {
		c.MailFrom, c.MailServer = "forum@example.org", forum.MailServer{Address: l.Addr().String(), TLS: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}}
	})
	ann := p.join("ann")
	must(p.agents.Claim(t.Context(), claimToken(t, ann), client.NewClaim{Email: "ann@example.org", XHandle: "keeper"}))(t)
	found := proofInLetter.FindStringSubmatch(<-box)
	if found == nil {
		t.Fatal("the letter has no link")
	}
	session := must(p.agents.SignIn(t.Context(), client.NewSession{Proof: found[1]}))(t)
	if session.Claimed == nil || session.Claimed.ID != ann.id {
		t.Errorf("got %+v", session)
	}
	cfg := config(newHome(t), listen(t), listen(t))
	defer func() { _ = cfg.Listener.Close(); _ = cfg.AdminListener.Close() }()
	cfg.Publisher = &recorder{}
	cfg.MailFrom, cfg.MailFolder, cfg.MailServer = "forum@example.org", t.TempDir(), forum.MailServer{Address: "127.0.0.1:587"}
	if _, err := forum.New(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "more than one") {
		t.Errorf("letters go two ways: %v", err)
	}
}
