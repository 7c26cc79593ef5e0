package attest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	name, text, err := l.message(f.From, f.Clock())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return fmt.Errorf("making the folder for letters: %w", err)
	}
	path := filepath.Join(f.Path, name)
	if err := os.WriteFile(path+".tmp", text, 0o600); err != nil {
		return fmt.Errorf("writing a letter: %w", err)
	}
	if err := os.Rename(path+".tmp", path+".eml"); err != nil {
		return errors.Join(fmt.Errorf("handing a letter over: %w", err), os.Remove(path+".tmp"))
	}
	return nil
}
