package certs

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// Files are what a listener speaks TLS by. The zero value is plain text.
type Files struct {
	Setting   string // what settings begin with that name the files, such as --forum-tls
	Cert, Key string // PEM; the certificate, then those between it and its authority
	ClientCA  string // PEM; may be "": else each caller must show a certificate that one of these authorities signed
}

// On says whether TLS is spoken.
func (f Files) On() bool { return f.Cert != "" }

// Listener has l speak TLS by files, or gives l itself where there are none.
func (f Files) Listener(l net.Listener, log *slog.Logger) (net.Listener, error) {
	switch {
	case f.Cert == "" && f.Key == "" && f.ClientCA == "":
		return l, nil
	case f.Cert == "" || f.Key == "":
		return nil, fmt.Errorf("%s-cert and %[1]s-key go together: a listener speaks TLS by both", f.Setting)
	}
	k := &keeper{files: f, log: log}
	var err error
	if k.stamp, err = f.stamps(); err != nil {
		return nil, err
	}
	if k.config, err = f.load(time.Now()); err != nil {
		return nil, err
	}
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: k.current}), nil
}

// load reads the files.
func (f Files) load(now time.Time) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		return nil, fmt.Errorf("reading %s-cert and %[1]s-key: %w", f.Setting, err)
	}
	switch {
	case now.After(pair.Leaf.NotAfter):
		return nil, fmt.Errorf("the certificate in %s-cert %s has expired on %s: put a new one there", f.Setting, f.Cert, pair.Leaf.NotAfter.Format(time.DateOnly))
	case now.Before(pair.Leaf.NotBefore):
		return nil, fmt.Errorf("the certificate in %s-cert %s is not good before %s: wait, or set this machine's clock", f.Setting, f.Cert, pair.Leaf.NotBefore.Format(time.RFC3339))
	}
	// With h2, net/http speaks HTTP/2 on the listener.
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2", "http/1.1"}}
	if f.ClientCA != "" {
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
		if cfg.ClientCAs, err = authorities(f.Setting+"-client-ca", f.ClientCA); err != nil {
			return nil, err
		}
	}
	return cfg, nil
}

func authorities(setting, file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", setting, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s %s holds no certificate in PEM", setting, file)
	}
	return pool, nil
}

// stamp tells one version of a file from the next.
type stamp struct {
	changed time.Time
	bytes   int64
}

func (f Files) stamps() (stamps [3]stamp, err error) {
	for i, file := range [...]string{f.Cert, f.Key, f.ClientCA} {
		if file == "" {
			continue
		}
		info, err := os.Stat(file)
		if err != nil {
			return stamps, fmt.Errorf("reading the files of %s: %w", f.Setting, err)
		}
		stamps[i] = stamp{info.ModTime(), info.Size()}
	}
	return stamps, nil
}

// keeper keeps what was read of files until they change. It looks at each handshake, which
// costs a thousandth of one, so it needs neither a signal nor a goroutine.
type keeper struct {
	files Files
	log   *slog.Logger

	mu     sync.Mutex
	stamp  [3]stamp // of what was tried last
	config *tls.Config
	gone   bool // the files were not there at the last look
}

func (k *keeper) current(*tls.ClientHelloInfo) (*tls.Config, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now, err := k.files.stamps()
	if err != nil {
		if !k.gone {
			k.log.Warn("certificates cannot be looked at, those of before are kept", "setting", k.files.Setting, "missing", errors.Is(err, fs.ErrNotExist), "error", err)
		}
		k.gone = true
		return k.config, nil
	}
	k.gone = false
	if now == k.stamp {
		return k.config, nil
	}
	k.stamp = now
	fresh, err := k.files.load(time.Now())
	if err != nil {
		k.log.Error("new certificates are not taken, those of before are kept", "setting", k.files.Setting, "error", err)
		return k.config, nil
	}
	k.log.Info("new certificates are taken", "setting", k.files.Setting, "expires", fresh.Certificates[0].Leaf.NotAfter)
	k.config = fresh
	return k.config, nil
}
