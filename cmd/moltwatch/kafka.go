package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/peterbourgon/ff/v4"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// Ways to log in at the brokers.
const (
	saslNone   = "none"
	saslPlain  = "plain"
	saslSHA256 = "scram-sha-256"
	saslSHA512 = "scram-sha-512"
)

func kafkaSecurityFlags(s *settings, f *ff.FlagSet) {
	f.BoolVar(&s.kafkaTLS, 0, "kafka-tls", "speak TLS with the Kafka brokers")
	f.StringVar(&s.kafkaCA, 0, "kafka-tls-ca", "", "file with the authorities (PEM) that vouch for the brokers; empty: the system's")
	f.StringVar(&s.kafkaCert, 0, "kafka-tls-cert", "", "file with a client's certificate (PEM), for brokers that ask for one")
	f.StringVar(&s.kafkaKey, 0, "kafka-tls-key", "", "file with the key (PEM) of --kafka-tls-cert")
	f.StringVar(&s.kafkaServerName, 0, "kafka-tls-server-name", "", "name that the brokers' certificate must hold; empty: the one in --kafka")
	f.StringEnumVar(&s.kafkaSASL, 0, "kafka-sasl", "how to log in at the brokers: none, plain, scram-sha-256 or scram-sha-512", saslNone, saslPlain, saslSHA256, saslSHA512)
	f.StringVar(&s.kafkaUser, 0, "kafka-user", "", "user for --kafka-sasl; the password is in "+varKafkaPassword)
}

// kafkaSecurity reads how the brokers want to be spoken to.
func (a *application) kafkaSecurity() (bus.Security, error) {
	var security bus.Security
	var err error
	if security.TLS, err = a.kafkaTLSConfig(); err != nil {
		return bus.Security{}, usageError{err}
	}
	if (a.kafkaTLS || a.logsIn()) && a.kafka == "" {
		return bus.Security{}, usageError{errors.New("--kafka-tls and --kafka-sasl are for brokers of yours, named by --kafka: the embedded one listens on this machine only, in plain text")}
	}
	if !a.logsIn() {
		return security, nil
	}
	password := os.Getenv(varKafkaPassword)
	if a.kafkaUser == "" || password == "" {
		return bus.Security{}, usageError{fmt.Errorf("--kafka-sasl %s needs --kafka-user and a password in %s", a.kafkaSASL, varKafkaPassword)}
	}
	switch a.kafkaSASL {
	case saslPlain:
		if !a.kafkaTLS {
			return bus.Security{}, usageError{errors.New("--kafka-sasl plain sends the password as it is, which everybody on the way could read: add --kafka-tls, or use scram-sha-512")}
		}
		security.SASL = plain.Mechanism{Username: a.kafkaUser, Password: password}
	case saslSHA256:
		security.SASL, err = scram.Mechanism(scram.SHA256, a.kafkaUser, password)
	case saslSHA512:
		security.SASL, err = scram.Mechanism(scram.SHA512, a.kafkaUser, password)
	}
	if err != nil {
		return bus.Security{}, usageError{fmt.Errorf("preparing the login at Kafka: %w", err)}
	}
	return security, nil
}

func (a *application) kafkaTLSConfig() (*tls.Config, error) {
	if !a.kafkaTLS {
		for flag, value := range map[string]string{
			"--kafka-tls-ca": a.kafkaCA, "--kafka-tls-cert": a.kafkaCert, "--kafka-tls-key": a.kafkaKey, "--kafka-tls-server-name": a.kafkaServerName,
		} {
			if value != "" {
				return nil, fmt.Errorf("%s is given without --kafka-tls, and would do nothing", flag)
			}
		}
		return nil, nil
	}
	cfg := &tls.Config{ServerName: a.kafkaServerName, MinVersion: tls.VersionTLS12}
	if a.kafkaCA != "" {
		authorities, err := os.ReadFile(a.kafkaCA)
		if err != nil {
			return nil, fmt.Errorf("reading --kafka-tls-ca: %w", err)
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(authorities) {
			return nil, fmt.Errorf("--kafka-tls-ca %s holds no certificate in PEM", a.kafkaCA)
		}
	}
	if (a.kafkaCert == "") != (a.kafkaKey == "") {
		return nil, errors.New("--kafka-tls-cert and --kafka-tls-key go together")
	}
	if a.kafkaCert != "" {
		pair, err := tls.LoadX509KeyPair(a.kafkaCert, a.kafkaKey)
		if err != nil {
			return nil, fmt.Errorf("reading --kafka-tls-cert and --kafka-tls-key: %w", err)
		}
		cfg.Certificates = []tls.Certificate{pair}
	}
	return cfg, nil
}

// logsIn reports whether the brokers want a user; commands that have no such flag use none.
func (a *application) logsIn() bool { return a.kafkaSASL != "" && a.kafkaSASL != saslNone }
