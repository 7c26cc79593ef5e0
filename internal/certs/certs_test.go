package certs_test

import (
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/certs"
	"github.com/moltwatch/moltwatch/internal/certs/certstest"
)

// serve serves by files until the test ends, and gives the address.
func serve(t *testing.T, files certs.Files) (url string) {
	t.Helper()
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := files.Listener(plain, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	})}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return "https://" + l.Addr().String()
}

// call makes one call on a connection of its own and gives the certificate's number.
func call(t *testing.T, url string, trust certs.Trust) (serial int64, proto string, err error) {
	t.Helper()
	trust.Setting = "--forum"
	c, err := trust.HTTP(10 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseIdleConnections()
	res, err := c.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return res.TLS.PeerCertificates[0].SerialNumber.Int64(), string(body), err
}

func soon() time.Time { return time.Now().Add(time.Hour) }

func TestNewFilesAreTakenUpAndBrokenOnesAreNot(t *testing.T) {
	a, dir := certstest.NewAuthority(t), t.TempDir()
	cert, key := a.Issue(t, dir, 11, soon())
	url := serve(t, certs.Files{Setting: "--forum-tls", Cert: cert, Key: key})
	expect := func(want int64, when string) {
		t.Helper()
		got, proto, err := call(t, url, certs.Trust{CA: a.File})
		if err != nil || got != want || proto != "HTTP/2.0" {
			t.Fatalf("%s: certificate %d over %s, %v; want %d", when, got, proto, err, want)
		}
	}
	expect(11, "at the start")
	a.Issue(t, dir, 12, soon())
	expect(12, "after a new one came")
	a.Issue(t, dir, 13, time.Now().Add(-time.Minute))
	expect(12, "after an expired one came")
	if err := os.WriteFile(cert, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(12, "after it was broken")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	expect(12, "while the key is away")
	a.Issue(t, dir, 14, soon())
	expect(14, "after it was mended")
}

func TestWhoIsNotTrustedIsRefusedInWordsThatHelp(t *testing.T) {
	mine, other := certstest.NewAuthority(t), certstest.NewAuthority(t)
	cert, key := mine.Issue(t, t.TempDir(), 1, soon())
	url := serve(t, certs.Files{Setting: "--forum-tls", Cert: cert, Key: key})
	closed := serve(t, certs.Files{Setting: "--admin-tls", Cert: cert, Key: key, ClientCA: mine.File})
	strangerCert, strangerKey := other.Issue(t, t.TempDir(), 2, soon())
	lateCert, lateKey := mine.Issue(t, t.TempDir(), 3, time.Now().Add(-time.Minute))
	friendCert, friendKey := mine.Issue(t, t.TempDir(), 4, soon())
	for name, c := range map[string]struct {
		url   string
		trust certs.Trust
		says  string // "": it is served
	}{
		"the right authority":     {url, certs.Trust{CA: mine.File}, ""},
		"another authority":       {url, certs.Trust{CA: other.File}, "--forum-ca"},
		"the system's":            {url, certs.Trust{}, "--forum-ca"},
		"another name":            {url, certs.Trust{CA: mine.File, ServerName: "forum.example"}, "--forum-server-name"},
		"the other name it has":   {url, certs.Trust{CA: mine.File, ServerName: "localhost"}, ""},
		"no certificate":          {closed, certs.Trust{CA: mine.File}, "--forum-client-cert"},
		"a stranger's":            {closed, certs.Trust{CA: mine.File, Cert: strangerCert, Key: strangerKey}, "--forum-client-cert"},
		"one that has expired":    {closed, certs.Trust{CA: mine.File, Cert: lateCert, Key: lateKey}, "--forum-client-cert"},
		"one that is signed":      {closed, certs.Trust{CA: mine.File, Cert: friendCert, Key: friendKey}, ""},
		"TLS to what is not TLS":  {serve(t, certs.Files{}), certs.Trust{CA: mine.File}, "http://"},
		"nobody listens any more": {"https://127.0.0.1:1", certs.Trust{CA: mine.File}, "refused"},
	} {
		_, _, err := call(t, c.url, c.trust)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", name, err, c.says)
		}
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	a := certstest.NewAuthority(t)
	cert, key := a.Issue(t, t.TempDir(), 1, soon())
	addr := strings.TrimPrefix(serve(t, certs.Files{Setting: "--forum-tls", Cert: cert, Key: key}), "https://")
	for version, taken := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		cfg, err := certs.Trust{CA: a.File}.Config()
		if err != nil {
			t.Fatal(err)
		}
		cfg.MinVersion, cfg.MaxVersion = version, version
		conn, err := tls.Dial("tcp", addr, cfg)
		if (err == nil) != taken {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
}

func TestFilesThatWouldNotDoAreRefusedAtTheStart(t *testing.T) {
	a := certstest.NewAuthority(t)
	good, goodKey := a.Issue(t, t.TempDir(), 1, soon())
	_, otherKey := a.Issue(t, t.TempDir(), 2, soon())
	late, lateKey := a.Issue(t, t.TempDir(), 3, time.Now().Add(-time.Minute))
	early, earlyKey := a.Issue(t, t.TempDir(), 4, time.Now().Add(200*time.Hour))
	for says, f := range map[string]certs.Files{
		"--x-cert and --x-key go together":     {Cert: good},
		"--x-key go together":                  {ClientCA: a.File},
		"private key does not match":           {Cert: good, Key: otherKey},
		"--x-cert " + late + " has expired":    {Cert: late, Key: lateKey},
		"--x-cert " + early + " is not good":   {Cert: early, Key: earlyKey},
		"reading the files of --x":             {Cert: "nowhere.pem", Key: "nowhere.pem"},
		"--x-client-ca " + otherKey + " holds": {Cert: good, Key: goodKey, ClientCA: otherKey},
	} {
		f.Setting = "--x"
		if _, err := f.Listener(nil, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want %q", err, says)
		}
	}
	for says, trust := range map[string]certs.Trust{
		"reading --y-ca":               {CA: "nowhere.pem"},
		"--y-client-key go together":   {Cert: good},
		"reading --y-client-cert and":  {Cert: good, Key: otherKey},
		"--y-ca " + goodKey + " holds": {CA: goodKey},
	} {
		trust.Setting = "--y"
		if _, err := trust.HTTP(time.Second); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want %q", err, says)
		}
	}
}
