package attest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

const mailPassword = "a password that only the mailer has"

// post is a mail server that keeps what it gets.
type post struct {
	mu       sync.Mutex
	letters  []string // envelope and text
	attempts int      // to log in
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &talk{post: p}, nil }

// talk is one caller's session.
type talk struct {
	post     *post
	in       bool
	from, to string
}

func (*talk) AuthMechanisms() []string { return []string{sasl.Plain} }

func (t *talk) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		t.post.mu.Lock()
		defer t.post.mu.Unlock()
		t.post.attempts++
		if t.in = user == "forum" && password == mailPassword; !t.in {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (t *talk) Mail(from string, _ *smtp.MailOptions) error {
	if t.from = from; !t.in {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (t *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	if t.to = to; strings.HasPrefix(to, "gone@") {
		return &smtp.SMTPError{Code: 550, Message: "no such person: " + to}
	}
	return nil
}

func (t *talk) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	t.post.mu.Lock()
	defer t.post.mu.Unlock()
	t.post.letters = append(t.post.letters, t.from+" "+t.to+"\n"+string(text))
	return err
}

func (*talk) Reset()        {}
func (*talk) Logout() error { return nil }

// mailServer starts a mail server, and gives what sends to it.
func mailServer(t *testing.T, change ...func(*smtp.Server)) (*post, *SMTP) {
	t.Helper()
	certified := httptest.NewTLSServer(nil) // its certificate is for 127.0.0.1
	t.Cleanup(certified.Close)
	trusted := x509.NewCertPool()
	trusted.AddCert(certified.Certificate())
	p := &post{}
	s := smtp.NewServer(p)
	s.Domain, s.TLSConfig = "mail.example", &tls.Config{Certificates: certified.TLS.Certificates}
	for _, c := range change {
		c(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	t.Cleanup(func() {
		_ = s.Close()
		_ = l.Close() // which the server may not have taken up yet
		<-ended
	})
	return p, &SMTP{
		Server: l.Addr().String(), User: "forum", Password: mailPassword, From: "The forum <forum@example.org>",
		TLS: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}, Clock: func() time.Time { return time.Unix(0, 0) },
	}
}

func TestALetterGoesToTheMailServerAsItWasWritten(t *testing.T) {
	p, s := mailServer(t)
	if err := s.Send(t.Context(), Letter{To: "ann@example.org", Subject: "Grüße", Text: "One\n.\n..two\nhttps://forum.example/#proof=x\n"}); err != nil {
		t.Fatal(err)
	}
	if len(p.letters) != 1 {
		t.Fatalf("got %q", p.letters)
	}
	for _, want := range []string{
		"forum@example.org ann@example.org\n", "From: The forum <forum@example.org>\r\n", "To: ann@example.org\r\n", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n",
		"Content-Type: text/plain; charset=utf-8\r\n", "\r\n\r\nOne\r\n.\r\n..two\r\nhttps://forum.example/#proof=x\r\n",
	} {
		if !strings.Contains(p.letters[0], want) {
			t.Errorf("the letter has no %q:\n%s", want, p.letters[0])
		}
	}
}

// What goes wrong is told without an address, a password or a word of the server's, and nothing is sent.
func TestNoLetterIsSentInTheClearOrToWhomItIsNotFor(t *testing.T) {
	letter := Letter{To: "ann@example.org", Subject: "s", Text: "t\n"}
	for what, c := range map[string]struct {
		server func(*smtp.Server)
		change func(*SMTP, *Letter)
		words  string
	}{
		"no TLS":           {server: func(s *smtp.Server) { s.TLSConfig, s.AllowInsecureAuth = nil, true }, words: "no STARTTLS"},
		"another's server": {change: func(s *SMTP, _ *Letter) { s.TLS = nil }, words: "speak TLS"},
		"another host":     {change: func(s *SMTP, _ *Letter) { s.TLS.ServerName = "mail.example" }, words: "speak TLS"},
		"a wrong password": {change: func(s *SMTP, _ *Letter) { s.Password = "another" }, words: "log in"},
		"no login":         {change: func(s *SMTP, _ *Letter) { s.User = "" }, words: "send from our address: it answers 5"},
		"nobody there":     {change: func(_ *SMTP, l *Letter) { l.To = "gone@example.org" }, words: "it answers 550"},
		"a second header":  {change: func(_ *SMTP, l *Letter) { l.To += "\r\nBcc: eve@example.org" }, words: "line break"},
		"a second command": {change: func(s *SMTP, _ *Letter) { s.From += "\r\nRCPT TO:<eve@example.org>" }, words: "line break"},
		"no server":        {change: func(s *SMTP, _ *Letter) { s.Server = "127.0.0.1:1" }, words: "reaching the mail server"},
	} {
		t.Run(what, func(t *testing.T) {
			var changes []func(*smtp.Server)
			if c.server != nil {
				changes = append(changes, c.server)
			}
			p, s := mailServer(t, changes...)
			l := letter
			if c.change != nil {
				c.change(s, &l)
			}
			err := s.Send(t.Context(), l)
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Fatalf("got %v, want an error with %q", err, c.words)
			}
			for _, secret := range []string{"ann@", "gone@", mailPassword, "no such person"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error has %q: %v", secret, err)
				}
			}
			if p.mu.Lock(); len(p.letters) > 0 || p.attempts > 0 && what == "no TLS" {
				t.Errorf("it got %q, and was told the password %d times", p.letters, p.attempts)
			}
			p.mu.Unlock()
		})
	}
}

func TestASilentMailServerHoldsNobodyUp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // it takes calls and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	s := &SMTP{Server: l.Addr().String(), From: "forum@example.org", Clock: time.Now}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := s.Send(ctx, Letter{To: "ann@example.org", Subject: "s", Text: "t\n"}); err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("after %s: %v", time.Since(began), err)
	}
}
