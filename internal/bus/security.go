package bus

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
)

// Security says how the brokers are spoken to. The zero value is plain text without a login.
type Security struct {
	TLS  *tls.Config    // nil: no encryption
	SASL sasl.Mechanism // nil: no login
}

const dialTimeout = 5 * time.Second

// Dialer connects as the bus does, for kafka-go's consumer groups.
func (b *Bus) Dialer() *kafka.Dialer {
	return &kafka.Dialer{
		ClientID: clientID, Timeout: dialTimeout, DualStack: true,
		TLS: b.security.TLS, SASLMechanism: b.security.SASL,
	}
}

// reason finds out why no broker is available: kafka-go's client keeps that to itself.
func (b *Bus) reason(ctx context.Context, err error) error {
	if !errors.Is(err, kafka.BrokerNotAvailable) || ctx.Err() != nil {
		return err
	}
	dialer := b.Dialer()
	var reasons []error
	for _, broker := range b.brokers {
		conn, err := dialer.DialContext(ctx, "tcp", broker)
		if err != nil {
			reasons = append(reasons, fmt.Errorf("connecting to %s: %w", broker, err))
			continue
		}
		if err := conn.Close(); err != nil {
			reasons = append(reasons, fmt.Errorf("leaving %s: %w", broker, err))
		}
	}
	if len(reasons) == 0 {
		return err
	}
	return errors.Join(reasons...)
}

// refused gives what to do about an error of a broker that will not have us, or "" if trying
// again may help.
func refused(err error) string {
	if err == nil {
		return ""
	}
	var (
		untrusted  *tls.CertificateVerificationError
		noTLS      tls.RecordHeaderError
		authority  x509.UnknownAuthorityError
		wrongHost  x509.HostnameError
		permission kafka.Error
	)
	switch {
	case errors.As(err, &noTLS):
		return "the broker does not speak TLS there: leave out --kafka-tls, or name its TLS port in --kafka"
	case errors.As(err, &wrongHost):
		return "the broker's certificate is for another name: set --kafka-tls-server-name, or name the broker in --kafka as its certificate does"
	case errors.As(err, &untrusted), errors.As(err, &authority):
		return "the broker's certificate is not trusted: give its authority with --kafka-tls-ca"
	case strings.Contains(err.Error(), "remote error: tls:"): // an alert's type is not exported
		return "the broker will not speak TLS with this client: it may want a certificate, --kafka-tls-cert"
	case errors.Is(err, kafka.SASLAuthenticationFailed):
		return "the broker refuses the login: check --kafka-user and the password in MOLTWATCH_KAFKA_PASSWORD"
	case errors.Is(err, kafka.UnsupportedSASLMechanism):
		return "the broker does not offer this way to log in: choose another --kafka-sasl"
	case errors.As(err, &permission) && (permission == kafka.TopicAuthorizationFailed || permission == kafka.ClusterAuthorizationFailed || permission == kafka.GroupAuthorizationFailed):
		return "the user may not do this: give it the rights that docs/operations.md lists"
	}
	return ""
}

// mayPass reports whether trying again may help after what is no refusal.
func mayPass(err error) bool {
	var kafkaErr kafka.Error
	return !errors.As(err, &kafkaErr) || kafkaErr.Temporary() || kafkaErr == kafka.BrokerNotAvailable
}
