package deadletters

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// desk is an index over a broker's dead letters.
type desk struct {
	*testing.T
	bus      *bus.Bus
	producer *bus.Producer
	index    *Index
	noise    *rand.Rand
	written  int
}

func newDesk(t *testing.T, addr string) *desk {
	t.Helper()
	b, err := bus.Open(bus.Config{Brokers: []string{addr}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return &desk{T: t, bus: b, producer: b.Producer(bus.TopicDeadLetters), index: NewIndex(b), noise: rand.New(rand.NewPCG(1, 2))}
}

// write publishes letters of actions that cannot be read, each with words of its own.
func (d *desk) write(ids ...string) []event.DeadLetter {
	d.Helper()
	letters := make([]event.DeadLetter, len(ids))
	for i, id := range ids {
		raw := fmt.Appendf(nil, `{"id":%q,"text":"`, id)
		word := make([]byte, 4)
		for range 40 {
			for k := range word {
				word[k] = byte(d.noise.Uint32())
			}
			raw = append(hex.AppendEncode(raw, word), ' ')
		}
		letters[i] = event.DeadLetter{V: event.Version, Topic: bus.TopicActions, Offset: int64(d.written), Time: event.At(time.Unix(1770109200, 0)), Reason: "it cannot be read", Raw: raw}
		d.written++
	}
	if err := Publish(d.Context(), d.producer, letters); err != nil {
		d.Fatal(err)
	}
	return letters
}

// erases wants that an erasure of items meets so many letters.
func (d *desk) erases(what string, want int, items ...string) {
	d.Helper()
	if n, err := d.index.Erase(d.Context(), d.producer, items, time.Now()); err != nil || n != want {
		d.Errorf("%s: %d letters were erased (%v), want %d", what, n, err, want)
	}
}

// left lists the ids of letters that hold one of some items for whoever reads.
func (d *desk) left(items ...string) (ids []string) {
	d.Helper()
	all, err := All(d.Context(), d.bus)
	if err != nil {
		d.Fatal(err)
	}
	for _, l := range all {
		if Holds(l, items) {
			ids = append(ids, ID(l))
		}
	}
	return ids
}

// looked counts what an erasure of an item has to look at.
func (d *desk) looked(item string) (n int) {
	d.Helper()
	if err := d.index.read(d.Context(), func(f *filter) bool { return f.mayName(item) }, func(event.DeadLetter) { n++ }); err != nil {
		d.Fatal(err)
	}
	return n
}

func TestAnErasureReadsWhereTheItemMayStand(t *testing.T) {
	t.Parallel()
	d := newDesk(t, testparts.Kafka(t))
	const letters = 8_000
	ids := make([]string, letters)
	for i := range ids {
		ids[i] = fmt.Sprintf("post-%d", i)
	}
	ids[700], ids[7_000] = "post-twice", "post-twice"
	for some := range slices.Chunk(ids, 1_000) {
		d.write(some...)
	}
	d.erases("what no letter names", 0, "post-none")
	if parts := len(d.index.shelves[0].parts); parts < 4 {
		t.Fatalf("%d letters are %d parts", letters, parts)
	}
	if n := d.looked("post-none"); n > letters/2 {
		t.Errorf("of %d letters %d are read for what none names", letters, n)
	}
	if n := d.looked("post-4000"); n == 0 || n > letters/2 {
		t.Errorf("of %d letters %d are read for what one names", letters, n)
	}
	d.erases("one", 1, "post-4000")
	d.erases("it again", 0, "post-4000")
	d.erases("what two name, and one that is erased", 2, "post-twice", "post-4000")

	late := d.write("post-late", "post-4000")
	d.erases("what came since", 2, "post-late", "post-4000")
	if err := Publish(t.Context(), d.producer, late); err != nil { // as after a crash
		t.Fatal(err)
	}
	d.erases("what was written once more after it was erased", 2, "post-late", "post-4000")
	if err := Sweep(t.Context(), d.producer); err != nil {
		t.Fatal(err)
	}
	d.erases("at the end", 0, "post-late", "post-4000", "post-twice")
	if left := d.left("post-late", "post-4000", "post-twice"); len(left) != 0 {
		t.Errorf("%v still hold what is erased", left)
	}

	d.index = NewIndex(d.bus) // another process
	d.erases("by a process that begins", 0, "post-late", "post-4000", "post-twice")
	d.erases("by it what is there", 1, "post-5000")
}

// Beyond the bound of its memory an index reads more, and misses as little.
func TestWhatAnIndexForgotIsRead(t *testing.T) {
	t.Parallel()
	d := newDesk(t, testparts.Kafka(t))
	d.write("post-1")
	d.erases("nothing yet", 0, "post-none")
	s := &d.index.shelves[0]
	for len(s.parts) <= mostParts {
		s.parts[len(s.parts)-1].words.words = filterWords // as if it were full
		d.write("post-0")
		d.erases("nothing yet", 0, "post-none")
	}
	if s.parts[0].words.bits != nil || s.parts[1].words.bits == nil {
		t.Error("want the oldest part's words forgotten, and no other's")
	}
	d.erases("what stands in the part that is forgotten", 1, "post-1")
}

// A topic that was deleted and made anew holds other letters at the same offsets.
func TestATopicThatWasMadeAnewIsReadAnew(t *testing.T) {
	t.Parallel()
	for name, more := range map[string]int{"with fewer letters": 1, "with more": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, testparts.Kafka(t))
			d.write("post-1", "post-2")
			d.erases("nothing yet", 0, "post-none")
			client := &kafka.Client{Addr: kafka.TCP(d.bus.Brokers()...)}
			res, err := client.DeleteTopics(t.Context(), &kafka.DeleteTopicsRequest{Topics: []string{bus.TopicDeadLetters}})
			if err != nil || res.Errors[bus.TopicDeadLetters] != nil {
				t.Fatal(err, res)
			}
			if err := d.bus.EnsureTopics(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			d.write(slices.Concat([]string{"post-3"}, slices.Repeat([]string{"post-4"}, more-1))...)
			d.erases("what stands there now", 1, "post-3")
		})
	}
}
