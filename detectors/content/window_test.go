package content

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// After the window's start moved, all is as if the window had always begun there.
func TestAWindowIsAsIfItHadAlwaysBegunThere(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	moved, begun := newForum(), newForum()
	from := start.Add(500 * time.Second)
	for i := range 1500 {
		r := row{seen: start.Add(time.Duration(i) * time.Second), id: fmt.Sprint(i), agent: fmt.Sprint("agent-", random.IntN(40)), text: random.Uint64()}
		if random.IntN(7) == 0 {
			r.kind = "message.sent"
		}
		if random.IntN(5) == 0 {
			r.injection = attackAt
		}
		moved.Take(r)
		if !r.seen.Before(from) {
			begun.Take(r)
		}
	}
	moved.StartAt(start.Add(200 * time.Second))
	moved.StartAt(from)
	if moved.texts.Len() != begun.texts.Len() || len(begun.rows) < 100 {
		t.Fatalf("%d texts, want %d, of which %d are marked", moved.texts.Len(), begun.texts.Len(), len(begun.rows))
	}
	for at := range int32(begun.texts.Len()) {
		if *moved.texts.At(at) != *begun.texts.At(at) || moved.seen.At(at) != begun.seen.At(at) {
			t.Fatalf("text %d is %v, want %v", at, *moved.texts.At(at), *begun.texts.At(at))
		}
	}
	for what, pair := range map[string][2]any{
		"written": {moved.written, begun.written}, "public": {moved.public, begun.public}, "authors": {moved.authors, begun.authors},
		"rows": {moved.rows, begun.rows}, "marked": {moved.marked, begun.marked}, "spreads": {moved.spreads, begun.spreads},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s differ", what)
		}
	}
}

// However much an author writes, so many attacks as no honest one would be misread for are told.
func TestAttacksAmongVeryManyTextsAreTold(t *testing.T) {
	f := newForum()
	for n := range 400_000 {
		r := row{seen: start, id: "text", agent: "author"}
		if n%200 == 0 {
			r.injection = 1
		}
		f.Take(r)
	}
	if found := f.attacks(); len(found) != 1 || found[0].Confidence < 0.99 {
		t.Errorf("of 2,000 attacks among 400,000 texts it says %+v", found)
	}
}
