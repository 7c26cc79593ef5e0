package ingest_test

import (
	"math/rand/v2"
	"testing"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// A letter is a third longer than its record: what the topic of actions just takes must not
// be too big for the topic of letters, or ingest would try for ever.
func TestTheBiggestPoisonBecomesADeadLetter(t *testing.T) {
	for name, start := range brokers {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, start(t))
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
