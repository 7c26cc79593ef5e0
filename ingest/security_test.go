package ingest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"

	"github.com/moltwatch/moltwatch/deploy/embedded/kraft"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
)

const kafkaUser, kafkaPassword = "ingest", "notASecretHere7"

// clientTLS trusts the broker and shows a client's certificate.
func clientTLS(t *testing.T, files kraft.Files) *tls.Config {
	t.Helper()
	authority, err := os.ReadFile(files.Authority)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(authority)
	own, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{RootCAs: trusted, Certificates: []tls.Certificate{own}}
}

func scramLogin(t *testing.T, password string) sasl.Mechanism {
	t.Helper()
	login, err := scram.Mechanism(scram.SHA512, kafkaUser, password)
	if err != nil {
		t.Fatal(err)
	}
	return login
}

func TestIngestOverTLSWithALogin(t *testing.T) {
	t.Parallel()
	broker := testparts.ApacheKafkaWith(t, &kraft.Login{User: kafkaUser, Password: kafkaPassword, NeedCertificate: true})
	trusted := clientTLS(t, broker.Files())
	s := newStageOn(t, bus.Config{Brokers: []string{broker.SecureAddr()}, Security: bus.Security{TLS: trusted, SASL: scramLogin(t, kafkaPassword)}})
	s.consumer()
	s.say(100)
	s.settle()
	s.check()

	anonymous := trusted.Clone()
	anonymous.Certificates = nil
	for name, c := range map[string]struct {
		security bus.Security
		addr     string
		says     string
	}{
		"another way to log in": {bus.Security{TLS: trusted, SASL: plain.Mechanism{Username: kafkaUser, Password: kafkaPassword}}, broker.SecureAddr(), ""},
		"wrong password":        {bus.Security{TLS: trusted, SASL: scramLogin(t, "wrong")}, broker.SecureAddr(), "MOLTWATCH_KAFKA_PASSWORD"},
		"unknown authority":     {bus.Security{TLS: &tls.Config{}, SASL: scramLogin(t, kafkaPassword)}, broker.SecureAddr(), "--kafka-tls-ca"},
		"another name":          {bus.Security{TLS: &tls.Config{RootCAs: trusted.RootCAs, ServerName: "elsewhere"}}, broker.SecureAddr(), "--kafka-tls-server-name"},
		"no certificate":        {bus.Security{TLS: anonymous, SASL: scramLogin(t, kafkaPassword)}, broker.SecureAddr(), "--kafka-tls-cert"},
		"TLS to plain text":     {bus.Security{TLS: trusted}, broker.Addr(), "--kafka"},
		"plain text to TLS":     {bus.Security{}, broker.SecureAddr(), "--kafka-tls"},
		"nobody listens":        {bus.Security{}, "127.0.0.1:1", "is it running"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := bus.Open(bus.Config{Brokers: []string{c.addr}, Security: c.security})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
			defer cancel()
			err = b.EnsureTopics(ctx, 1)
			if said := fmt.Sprint(err); (err == nil) != (c.says == "") || !strings.Contains(said, c.says) {
				t.Errorf("got %v, want something about %q", err, c.says)
			}
			t.Log(err)
		})
	}
}
