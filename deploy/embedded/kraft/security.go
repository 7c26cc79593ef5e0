package kraft

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Names of what a data directory holds when the broker has a listener with TLS.
const (
	authorityFile = "authority.pem"
	keystoreFile  = "broker.pem"
	clientFile    = "client.pem"
	clientKeyFile = "client-key.pem"
)

// securityProperties add a listener that wants TLS and a login. Its arguments are the file of
// the broker's key and certificate, that of the authority, whether clients need a certificate,
// and a user with its password.
const securityProperties = `listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
inter.broker.listener.name=PLAINTEXT
ssl.keystore.type=PEM
ssl.keystore.location=%[1]s
ssl.truststore.type=PEM
ssl.truststore.location=%[2]s
listener.name.sasl_ssl.ssl.client.auth=%[3]s
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_%[4]s="%[5]s";
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
`

// Login adds a second listener to a broker, with TLS and this user.
type Login struct {
	User, Password  string // letters and digits
	NeedCertificate bool   // clients must show one of Files
}

// Files are where a client finds what it needs for a listener with TLS, in PEM.
type Files struct{ Authority, Certificate, Key string }

// certify makes an authority and, signed by it, a broker's and a client's certificate for this
// machine, for a year.
func certify(dir string) error {
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Moltwatch test authority"}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("making the authority's key: %w", err)
	}
	signed, err := sign(authority, authority, key, key)
	if err != nil {
		return err
	}
	files := map[string][]byte{authorityFile: signed}
	for serial, name := range map[int64]string{2: "broker", 3: "client"} {
		own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return fmt.Errorf("making the key of the %s: %w", name, err)
		}
		certificate, err := sign(&x509.Certificate{
			SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"localhost"},
			IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		}, authority, own, key)
		if err != nil {
			return err
		}
		der, err := x509.MarshalPKCS8PrivateKey(own)
		if err != nil {
			return fmt.Errorf("encoding the key of the %s: %w", name, err)
		}
		secret := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
		if name == "broker" { // Kafka wants both in one file
			files[keystoreFile] = bytes.Join([][]byte{secret, certificate}, nil)
			continue
		}
		files[clientFile], files[clientKeyFile] = certificate, secret
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return fmt.Errorf("keeping Kafka's certificates: %w", err)
		}
	}
	return nil
}

func sign(certificate, by *x509.Certificate, of, with *ecdsa.PrivateKey) ([]byte, error) {
	certificate.NotBefore, certificate.NotAfter = time.Now().Add(-time.Hour), time.Now().AddDate(1, 0, 0)
	der, err := x509.CreateCertificate(rand.Reader, certificate, by, &of.PublicKey, with)
	if err != nil {
		return nil, fmt.Errorf("signing the certificate of %s: %w", certificate.Subject.CommonName, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}
