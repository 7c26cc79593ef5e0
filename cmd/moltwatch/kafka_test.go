package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestKafkaSecurityThatWouldNotHoldIsRefused(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"--kafka-sasl scram-sha-512 --kafka-user u --kafka 127.0.0.1:1", varKafkaPassword},
		{"--kafka-tls-ca nowhere.pem --kafka 127.0.0.1:1", "without --kafka-tls"},
		{"--kafka-tls --kafka-tls-ca nowhere.pem --kafka 127.0.0.1:1", "reading --kafka-tls-ca"},
		{"--kafka-tls --kafka-tls-cert nowhere.pem --kafka 127.0.0.1:1", "go together"},
		{"--kafka-tls", "embedded"},
		{"--kafka-sasl telepathy --kafka 127.0.0.1:1", "telepathy"},
	} {
		var said bytes.Buffer
		args := append([]string{"ingest", "--data", t.TempDir()}, strings.Fields(c.args)...)
		if code := run(t.Context(), args, nil, terminal{out: &said, err: &said}); code != exitUsage || !strings.Contains(said.String(), c.says) {
			t.Errorf("%s: exit %d, %s", c.args, code, &said)
		}
	}
	t.Setenv(varKafkaPassword, "x")
	var said bytes.Buffer
	args := []string{"ingest", "--data", t.TempDir(), "--kafka-sasl", "plain", "--kafka-user", "u", "--kafka", "127.0.0.1:1"}
	if code := run(t.Context(), args, nil, terminal{out: &said, err: &said}); code != exitUsage || !strings.Contains(said.String(), "add --kafka-tls") {
		t.Errorf("exit %d, %s", code, &said)
	}
}
