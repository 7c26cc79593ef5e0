package attest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"mime"
	"strings"
	"time"
)

// Letter is what a person gets.
type Letter struct {
	To, Subject, Text string
}

// Channel delivers letters.
type Channel interface {
	Send(ctx context.Context, l Letter) error
}

// message writes a letter as RFC 5322 has it, under a name that no other letter has.
func (l Letter) message(from string, at time.Time) (name string, text []byte, err error) {
	if strings.ContainsAny(l.To+from, "\r\n") {
		return "", nil, errors.New("an address has a line break")
	}
	id := make([]byte, 16)
	rand.Read(id)
	name = hex.EncodeToString(id)
	head := []string{
		"From: " + from, "To: " + l.To, "Subject: " + mime.QEncoding.Encode("utf-8", l.Subject),
		"Date: " + at.UTC().Format(time.RFC1123Z), "Message-ID: <" + name + "@moltwatch>",
		"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "Auto-Submitted: auto-generated",
	}
	return name, []byte(strings.Join(head, "\r\n") + "\r\n\r\n" + strings.ReplaceAll(l.Text, "\n", "\r\n")), nil
}
