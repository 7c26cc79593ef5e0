package lockstep

import (
	"maps"
	"math/rand/v2"
	"testing"
)

// Who met whom on several targets, and how closely, is what all pairs of acts say.
func TestMeetingsAreThoseOfAllPairsOfActs(t *testing.T) {
	p := DefaultParams()
	p.Neighbours, p.Loose = 1000, 1000 // so that nobody is passed over
	farthest := p.Scales[len(p.Scales)-1]
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 3))
		a := NewActivity(p)
		type on struct {
			pair
			target int32
		}
		closest := map[on]float64{}
		var events []Event
		at := 0.0
		for range 400 {
			at += float64(random.IntN(300))
			e := Event{Account: random.Int32N(12), Target: random.Int32N(15), Time: at}
			for _, other := range events {
				apart := e.Time - other.Time
				if other.Target != e.Target || other.Account == e.Account || apart > farthest {
					continue
				}
				key := on{pairOf(e.Account, other.Account), e.Target}
				if before, met := closest[key]; !met || apart < before {
					closest[key] = apart
				}
			}
			events = append(events, e)
			a.Add(e)
		}
		met, close, others := map[pair]int{}, map[pair][5]int32{}, [12][5]int32{}
		for key, apart := range closest {
			met[key.pair]++
			counts := close[key.pair]
			for s, scale := range p.Scales {
				if apart <= scale {
					counts[s]++
					others[key.a][s]++
					others[key.b][s]++
				}
			}
			close[key.pair] = counts
		}
		for who, want := range others {
			if got := [5]int32(a.encounters(int32(who))); got != want {
				t.Fatalf("seed %d: meetings of %d at each scale: %v, want %v", seed, who, got, want)
			}
		}
		got, want := map[pair][5]int32{}, map[pair][5]int32{}
		for i, r := range a.repeated {
			got[r.pair] = [5]int32(a.close[i*len(p.Scales):])
		}
		for k, targets := range met {
			if targets > 1 {
				want[k] = close[k]
			}
		}
		if len(want) < 20 || !maps.Equal(got, want) {
			t.Fatalf("seed %d: pairs met so often at each scale: %v, want %v", seed, got, want)
		}
	}
}

// A pair whose hash another has is counted all the same, and so is the other.
func TestPairsOfOneHashAreTwo(t *testing.T) {
	a := NewActivity(DefaultParams())
	act := func(account, target int32, at float64) { a.Add(Event{Account: account, Target: target, Time: at}) }
	act(2, 0, 0)
	act(0, 0, 10)
	act(1, 0, 20)
	note, _ := a.once.Note(pairOf(0, 1).hash())
	a.once.Put(pairOf(2, 3).hash(), note) // as it would be if that were theirs too
	for meeting := range int32(3) {
		act(2, 1+meeting, float64(100*meeting+100))
		act(3, 1+meeting, float64(100*meeting+101))
	}
	act(0, 9, 1000)
	act(1, 9, 1001)
	got := map[pair]int32{}
	for i, r := range a.repeated {
		got[r.pair] = a.close[i*len(a.p.Scales)]
	}
	if want := map[pair]int32{pairOf(0, 1): 2, pairOf(2, 3): 3}; !maps.Equal(got, want) {
		t.Errorf("pairs met so often: %v, want %v", got, want)
	}
}
