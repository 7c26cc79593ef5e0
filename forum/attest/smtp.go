package attest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"time"
)

// SMTP is the Channel that hands each letter to a mail server (submission, RFC 6409). It speaks to none
// without TLS: a letter holds a link that opens an account.
type SMTP struct {
	Server         string // host:port
	User, Password string // User may be "": the server asks for no login
	From           string // address of the sender
	TLS            *tls.Config
	Clock          func() time.Time
}

// maxTalk bounds a talk with a server, for which a person may be waiting.
const maxTalk = 20 * time.Second

// Send hands a letter over. An error says what the server would not do, by its code: its words may hold
// the address.
func (s *SMTP) Send(ctx context.Context, l Letter) error {
	_, text, err := l.message(s.From, s.Clock())
	if err != nil {
		return err
	}
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return fmt.Errorf("reading the sender's address: %w", err)
	}
	host, _, err := net.SplitHostPort(s.Server)
	if err != nil {
		return fmt.Errorf("reading the mail server's address (want host:port): %w", err)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Server)
	if err != nil {
		return fmt.Errorf("reaching the mail server: %w", err)
	}
	defer func() { _ = conn.Close() }()
	deadline := time.Now().Add(maxTalk)
	if end, is := ctx.Deadline(); is && end.Before(deadline) {
		deadline = end
	}
	if err := conn.SetDeadline(deadline); err != nil {
		return fmt.Errorf("reaching the mail server: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	talk, err := smtp.NewClient(conn, host)
	if err != nil {
		return refused("greet", err)
	}
	return s.hand(talk, host, from.Address, l.To, text)
}

func (s *SMTP) hand(talk *smtp.Client, host, from, to string, text []byte) error {
	if offered, _ := talk.Extension("STARTTLS"); !offered {
		return errors.New("the mail server offers no STARTTLS: nothing is sent in the clear")
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		cfg = s.TLS.Clone()
	}
	if cfg.ServerName == "" {
		cfg.ServerName = host
	}
	if err := talk.StartTLS(cfg); err != nil {
		return refused("speak TLS with us", err)
	}
	if s.User != "" {
		if err := talk.Auth(smtp.PlainAuth("", s.User, s.Password, host)); err != nil {
			return refused("let us log in (look at the user and the password)", err)
		}
	}
	if err := talk.Mail(from); err != nil {
		return refused("send from our address", err)
	}
	if err := talk.Rcpt(to); err != nil {
		return refused("send to an operator's address", err)
	}
	body, err := talk.Data()
	if err != nil {
		return refused("take a letter", err)
	}
	if _, err := body.Write(text); err != nil {
		return refused("take a letter", err)
	}
	if err := body.Close(); err != nil {
		return refused("take a letter", err)
	}
	_ = talk.Quit() // it has the letter
	return nil
}

// refused tells an error without the server's words.
func refused(what string, err error) error {
	var said *textproto.Error
	if errors.As(err, &said) {
		return fmt.Errorf("the mail server would not %s: it answers %d", what, said.Code)
	}
	return fmt.Errorf("the mail server would not %s: %w", what, err)
}
