package automation

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// What is summed up as an account writes is what going through its texts gives.
func TestSumsAreThoseOfTheTextsOfTheHour(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 2))
	var a account
	at, summedUp := start, 0
	for i := range 12_000 {
		pause := time.Duration(random.IntN(10)) * time.Second
		switch random.IntN(4000) {
		case 0:
			pause = 55 * time.Minute // many become few
		case 1:
			pause = 2 * time.Hour
		}
		at = at.Add(pause)
		now := mark{
			at: moment.Of(at), since: moment.Of(at), thread: uint64(random.IntN(9)), text: uint64(random.IntN(50)),
			repeat: random.IntN(5) > 0, long: random.IntN(3) > 0,
		}
		now.exact = now.repeat && random.IntN(4) > 0
		a.remember(now.at, nil)
		a.count(now, fmt.Sprint(i))
		got, sums := a.sum(now), a.sums
		if sums == nil {
			continue
		}
		summedUp++
		a.sums = nil
		if want := a.sum(now); got != want {
			t.Fatalf("text %d: the sums are %+v, the texts say %+v", i, got, want)
		}
		a.sums = sums
	}
	if summedUp < 6000 || summedUp > 11_900 {
		t.Errorf("at %d texts they were summed up: the texts do not exercise what is tested", summedUp)
	}
}

// An account that writes without end costs no more at each text than another.
func TestOneAccountThatWritesWithoutEndTakesNoLonger(t *testing.T) {
	x, began := newActivity(), time.Now()
	for i := range 40_000 {
		x.Take(message{
			seen: start.Add(time.Duration(i) * time.Hour / 40_000), id: fmt.Sprint(i), agent: "mill", thread: fmt.Sprint("thread ", i%5000),
			words: fmt.Sprintf("the same thing again, number %d of these", i%40),
		})
	}
	// It took minutes when all of the hour was gone through at each.
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("40,000 texts of one account took %s", took)
	}
	if p := x.open["mill"]; p == nil || len(p.parrot.items) < 39_000 {
		t.Error("it is not found to repeat itself")
	}
}
