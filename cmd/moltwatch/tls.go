package main

import (
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/internal/certs"
)

// callTimeout bounds a call of the forum.
const callTimeout = 30 * time.Second

// listenerTLSFlags are those of a listener that has an --ADDR of the same name.
func listenerTLSFlags(files *certs.Files, f *ff.FlagSet, name string) {
	files.Setting = "--" + name + "-tls"
	f.StringVar(&files.Cert, 0, name+"-tls-cert", "", "file with the certificate (PEM) that --"+name+"-addr speaks TLS by, read again when it changes; empty: plain text")
	f.StringVar(&files.Key, 0, name+"-tls-key", "", "file with the key (PEM) of --"+name+"-tls-cert")
}

// forumTrustFlags are those of commands that call a forum.
func forumTrustFlags(s *settings, f *ff.FlagSet) {
	s.forumTrust.Setting = "--forum"
	f.StringVar(&s.forumTrust.CA, 0, "forum-ca", "", "file with the authorities (PEM) that vouch for the forum that is called; empty: the system's")
	f.StringVar(&s.forumTrust.ServerName, 0, "forum-server-name", "", "name that the certificate of the forum that is called must hold; empty: the host of its address")
}

// forumIdentityFlags are those of commands that call its admin API.
func forumIdentityFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.forumTrust.Cert, 0, "forum-client-cert", "", "file with the certificate (PEM) to show to an admin API that wants one")
	f.StringVar(&s.forumTrust.Key, 0, "forum-client-key", "", "file with the key (PEM) of --forum-client-cert")
}

// forumHTTP gives what the forum is called by.
func (a *application) forumHTTP() (*http.Client, error) {
	hc, err := a.forumTrust.HTTP(callTimeout)
	if err != nil {
		return nil, usageError{err}
	}
	return hc, nil
}

// listenBy listens at the address of a flag, with TLS where there are files for it, and gives the
// address as others write it.
func (a *application) listenBy(flag, addr string, files certs.Files) (net.Listener, string, error) {
	plain, err := listen(flag, addr)
	if err != nil {
		return nil, "", err
	}
	l, err := files.Listener(plain, a.log.With(slog.String("service", "tls")))
	if err != nil {
		_ = plain.Close()
		return nil, "", usageError{err}
	}
	scheme := "http://"
	if files.On() {
		scheme = "https://"
	}
	return l, scheme + l.Addr().String(), nil
}
