package attest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Folder is the Channel that puts each letter into a folder as a file NAME.eml (RFC 5322), whole or
// not at all, readable by its owner only: for a mailer that takes letters from there and deletes
// them. The forum reads none of them again.
type Folder struct {
	Path  string
	From  string // address of the sender
	Clock func() time.Time
}

// Send puts a letter into the folder.
func (f *Folder) Send(_ context.Context, l Letter) error {
	if strings.ContainsAny(l.To+f.From, "\r\n") {
		return errors.New("an address has a line break")
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return fmt.Errorf("making the folder for letters: %w", err)
	}
	id := make([]byte, 16)
	rand.Read(id)
	name := hex.EncodeToString(id)
	head := []string{
		"From: " + f.From, "To: " + l.To, "Subject: " + mime.QEncoding.Encode("utf-8", l.Subject),
		"Date: " + f.Clock().UTC().Format(time.RFC1123Z), "Message-ID: <" + name + "@moltwatch>",
		"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "Auto-Submitted: auto-generated",
	}
	text := strings.Join(head, "\r\n") + "\r\n\r\n" + strings.ReplaceAll(l.Text, "\n", "\r\n")
	path := filepath.Join(f.Path, name)
	if err := os.WriteFile(path+".tmp", []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing a letter: %w", err)
	}
	if err := os.Rename(path+".tmp", path+".eml"); err != nil {
		return errors.Join(fmt.Errorf("handing a letter over: %w", err), os.Remove(path+".tmp"))
	}
	return nil
}
