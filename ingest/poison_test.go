package ingest_test

import (
	"math/rand/v2"
	"testing"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// A letter is a third longer than its record: what the topic of actions just takes must not
// be too big for the topic of letters, or ingest would try for ever.
func TestTheBiggestPoisonBecomesADeadLetter(t *testing.T) {
	t.Parallel()
	for name, start := range brokers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := start(t)
			if name == "apache" { // whose topic an earlier version made, with the limit that the broker gives
				client := &kafka.Client{Addr: kafka.TCP(addr)}
				res, err := client.CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: bus.TopicDeadLetters, NumPartitions: 1, ReplicationFactor: 1}}})
				if err != nil || res.Errors[bus.TopicDeadLetters] != nil {
					t.Fatal(err, res)
				}
			}
			s := newStage(t, addr)
			noise := rand.NewChaCha8([32]byte{1})
			poison := make([]byte, 1_000_000) // what an untuned broker takes, less a record's frame
			noise.Read(poison)
			s.say(2)
			s.publish(bus.Record{Key: []byte("agent-1"), Value: poison})
			s.say(2)
			s.consumer()
			s.settle()
			s.check()
			if reasons := s.letters(); len(reasons) != 1 {
				t.Errorf("%d letters: %v", len(reasons), reasons)
			}
		})
	}
}
