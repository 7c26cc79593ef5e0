package certs

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Trust says whom a client trusts and who it is. The zero value trusts the system's authorities.
type Trust struct {
	Setting    string // what settings begin with that name the files, such as --forum
	CA         string // PEM; may be "": the system's
	Cert, Key  string // PEM; may be "": the client shows none
	ServerName string // may be "": the certificate must be for the host of the address
}

// Config reads the files, once.
func (t Trust) Config() (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.ServerName}
	var err error
	if t.CA != "" {
		if cfg.RootCAs, err = authorities(t.Setting+"-ca", t.CA); err != nil {
			return nil, err
		}
	}
	if (t.Cert == "") != (t.Key == "") {
		return nil, fmt.Errorf("%s-client-cert and %[1]s-client-key go together", t.Setting)
	}
	if t.Cert != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("reading %s-client-cert and %[1]s-client-key: %w", t.Setting, err)
		}
		cfg.Certificates = []tls.Certificate{pair}
	}
	return cfg, nil
}

// HTTP gives a client that trusts so, and whose errors say which setting is to be changed.
func (t Trust) HTTP(timeout time.Duration) (*http.Client, error) {
	cfg, err := t.Config()
	if err != nil {
		return nil, err
	}
	asked := &atomic.Bool{}
	own := cfg.Certificates
	cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked.Store(true)
		if len(own) == 0 {
			return &tls.Certificate{}, nil
		}
		return &own[0], nil
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: cfg, ForceAttemptHTTP2: true,
		MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 10 * time.Second,
	}
	return &http.Client{Timeout: timeout, Transport: explaining{transport, t.Setting, asked}}, nil
}

// explaining adds to errors of TLS what to do about them.
type explaining struct {
	*http.Transport
	setting string
	asked   *atomic.Bool // a server wanted a certificate, and has not answered a call since
}

func (e explaining) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := e.Transport.RoundTrip(r)
	if err == nil {
		e.asked.Store(false) // what we showed was good enough
	}
	if hint := e.hint(err); hint != "" {
		err = fmt.Errorf("%w: %s", err, hint)
	}
	return res, err
}

// hint gives what to do about an error of TLS, "" where it is of something else.
func (e explaining) hint(err error) string {
	var (
		plain     tls.RecordHeaderError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		wrongHost x509.HostnameError
	)
	switch {
	case err == nil:
		return ""
	case errors.As(err, &plain), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"): // it has no type
		return "no TLS is spoken there: begin the address with http://"
	case errors.As(err, &wrongHost):
		return "the certificate is for another name: set " + e.setting + "-server-name, or address the host as its certificate does"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired, or the clock of this machine is wrong: whoever runs the server renews it"
	case errors.As(err, &authority):
		return "nobody that is trusted vouches for the certificate: give its authority with " + e.setting + "-ca"
	case strings.Contains(err.Error(), "remote error: tls:"): // an alert's type is not exported
		return "the server will not speak TLS with this client: it may want a certificate, " + e.setting + "-client-cert"
	case e.asked.Load() && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded):
		// In TLS 1.3 whoever is refused by its certificate learns of it when the connection ends.
		return "the server asked for a certificate and ended the connection: give it one that it trusts with " + e.setting + "-client-cert"
	}
	return ""
}
