package attest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAContactIsAnAddressAlone(t *testing.T) {
	v := &Links{}
	for given, want := range map[string]string{" Ann@Example.ORG ": "ann@example.org", "a+b@example.org": "a+b@example.org"} {
		if got, err := v.Contact(given); err != nil || got != want {
			t.Errorf("%q: %q, %v", given, got, err)
		}
	}
	for _, bad := range []string{
		"", "ann", "@", "Ann <ann@example.org>", "ann@example.org, eve@example.org", "ann@example.org\r\nBcc: eve@example.org",
		"\"a\r\nb\"@example.org", "ann@example.org\x00", strings.Repeat("a", 250) + "@example.org",
	} {
		if got, err := v.Contact(bad); !errors.Is(err, ErrContact) {
			t.Errorf("%q: taken as %q, %v", bad, got, err)
		}
	}
}

// FuzzContact: what is taken fits on one line of a letter, and is its own one form.
func FuzzContact(f *testing.F) {
	for _, seed := range []string{"ann@example.org", "<a@b>", "a@b\n", "\"x\"@y", "ä@b.example"} {
		f.Add(seed)
	}
	v := &Links{}
	f.Fuzz(func(t *testing.T, given string) {
		got, err := v.Contact(given)
		if err != nil {
			return
		}
		if again, err := v.Contact(got); err != nil || again != got || strings.ContainsAny(got, "\r\n\x00 ,") {
			t.Fatalf("%q gives %q, then %q, %v", given, got, again, err)
		}
	})
}

func TestALetterIsAWholeFileForItsOwnerOnly(t *testing.T) {
	folder := &Folder{Path: filepath.Join(t.TempDir(), "mail"), From: "forum@example.org", Clock: func() time.Time { return time.Unix(0, 0) }}
	if err := folder.Send(t.Context(), Letter{To: "ann@example.org", Subject: "Grüße", Text: "One\nTwo\n"}); err != nil {
		t.Fatal(err)
	}
	if err := folder.Send(t.Context(), Letter{To: "ann@example.org\r\nBcc: eve@example.org"}); err == nil {
		t.Error("a second header was let into a letter")
	}
	files, err := filepath.Glob(filepath.Join(folder.Path, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("got %v, %v", files, err)
	}
	info, err := os.Stat(files[0])
	if err != nil || info.Mode().Perm() != 0o600 || filepath.Ext(files[0]) != ".eml" {
		t.Errorf("got %v, %v", info, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), "\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n") || !strings.HasSuffix(string(text), "\r\n\r\nOne\r\nTwo\r\n") {
		t.Errorf("got %q, %v", text, err)
	}
}
