package bus

import (
	"bytes"
	"testing"

	"github.com/segmentio/kafka-go"
)

func TestRecordsOfASlabAreApart(t *testing.T) {
	var s slab
	var got, want [][]byte
	for i, size := range []int{0, 1, 10, firstSlab, firstSlab + 1, mostSlab / 4, mostSlab/4 + 1, 10 * mostSlab, 3, mostSlab / 4} {
		value := bytes.Repeat([]byte{byte(i + 1)}, size)
		read, err := s.read(kafka.NewBytes(value))
		if err != nil || read == nil {
			t.Fatalf("%d bytes: got %v, error %v", size, read, err)
		}
		// Who appends to one must not write into the next.
		got, want = append(got, append(read, 0)[:size]), append(want, value)
	}
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Errorf("record %d of %d bytes changed", i, len(want[i]))
		}
	}
	if none, err := s.read(nil); none != nil || err != nil {
		t.Errorf("no value became %v, error %v", none, err)
	}
}

func TestASlabCostsNoAllocationARecord(t *testing.T) {
	var s slab
	each := testing.AllocsPerRun(10, func() {
		for range 1000 {
			s.take(300)
		}
	})
	if each > 10 {
		t.Errorf("1000 records of 300 bytes took %v allocations", each)
	}
}
