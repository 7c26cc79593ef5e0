package semantics

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// After the window's start moved, all is as if the window had always begun there: agents with a meaning in
// common and agents that turned.
func TestAWindowIsAsIfItHadAlwaysBegunThere(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	meant := func() signs { return signs{random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()} }
	near := func(s signs, flips int) signs {
		for range flips {
			bit := random.IntN(256)
			s[bit/64] ^= 1 << (bit % 64)
		}
		return s
	}
	topics := make([]signs, 30)
	for i := range topics {
		topics[i] = meant()
	}
	own, homes := [8]signs{}, [8]place{}
	for i := range own {
		own[i] = meant()
	}
	var rows []row
	for i := range 3000 {
		r := row{seen: start.Add(time.Duration(i) * time.Minute / 2), id: fmt.Sprint(i), agent: fmt.Sprint("agent-", random.IntN(60)), thread: fmt.Sprint(i % 50)}
		r.signs = near(topics[random.IntN(len(topics))], 10)
		if k := i % len(own); i%3 == 0 { // somebody with a voice, which changes now and then
			if random.IntN(60) == 0 {
				own[k] = meant()
				homes[k] = place(random.IntN(3)) // a home of two, or one that is not on record
			}
			r.agent, r.signs, r.place = fmt.Sprint("voice-", k), near(own[k], 20), homes[k]
		}
		rows = append(rows, r)
	}
	moved := newForum()
	for _, r := range rows[:2500] {
		moved.Take(r)
	}
	turned := len(moved.judged)
	for hour := range 9 {
		moved.StartAt(start.Add(time.Duration(hour) * time.Hour))
	}
	for _, r := range rows[2500:] {
		moved.Take(r)
	}
	begun := newForum()
	for _, r := range rows {
		if !r.seen.Before(start.Add(8 * time.Hour)) {
			begun.Take(r)
		}
	}
	if turned < 10 || len(begun.turns) < 3 || len(begun.close) == 0 {
		t.Fatalf("%d turned, %d and %d pairs after the move: the rows exercise nothing", turned, len(begun.turns), len(begun.close))
	}
	for number, x := range moved.meanings.again {
		leader := *moved.meanings.of.At(number)
		if last := moved.texts.At(x.last); last.meaning != number || last.author != moved.texts.At(leader).author {
			t.Errorf("the last text of meaning %d by who said it first is said to be %d", number, x.last)
		}
		if len(x.others) == 0 && x.last == leader {
			t.Errorf("something is kept of meaning %d, which was said once", number)
		}
	}
	for what, pair := range map[string][2]any{
		"turns": {moved.turns, begun.turns}, "turned": {moved.turned, begun.turned}, "judged": {moved.judged, begun.judged},
		"pairs": {moved.pairs, begun.pairs}, "close": {moved.close, begun.close}, "authors": {moved.authors, begun.authors}, "meanings": {moved.meanings.of, begun.meanings.of},
		"again": {moved.meanings.again, begun.meanings.again},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s differ", what)
		}
	}
	for at := range int32(begun.texts.Len()) {
		if *moved.texts.At(at) != *begun.texts.At(at) || moved.ids.At(at) != begun.ids.At(at) {
			t.Fatalf("text %d is %+v, want %+v", at, *moved.texts.At(at), *begun.texts.At(at))
		}
	}
}

// Who takes up what somebody keeps saying shares it, however long ago it was said first.
func TestWhatIsSaidAgainIsTakenUpFromThen(t *testing.T) {
	f := newForum()
	say := func(after time.Duration, agent string) {
		f.Take(row{seen: start.Add(after), id: fmt.Sprint(after, agent), agent: agent, signs: signs{1, 2, 3, 4}})
	}
	for i, agent := range []string{"first", "second"} {
		say(time.Duration(i)*2*time.Hour, agent)
	}
	say(4*time.Hour, "first")
	say(4*time.Hour, "second")
	say(4*time.Hour+maxLag, "third")
	want := map[[2]int32][]int32{{0, 2}: {0}, {1, 2}: {0}}
	if !reflect.DeepEqual(f.pairs, want) {
		t.Errorf("they share %v, want %v", f.pairs, want)
	}
}
