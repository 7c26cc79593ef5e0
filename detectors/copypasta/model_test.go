package copypasta

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/moment"
)

// variants makes up texts of a few origins, each in several wordings.
func variants(r *rand.Rand, origins, texts int) (made []string) {
	s := &script{random: r}
	bases := make([]string, origins)
	for i := range bases {
		bases[i] = s.sentence(14)
	}
	for range texts {
		of := strings.Fields(bases[r.IntN(origins)])
		for range r.IntN(5) {
			of[r.IntN(len(of))] = words[r.IntN(len(words))]
		}
		made = append(made, strings.Join(of, " "))
	}
	return made
}

// Texts are of one family if a chain of texts joins them, each alike the next and found by a band.
func TestFamiliesAreThoseThatAllPairsGive(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		f := newFamilies()
		for round := range 2 { // the second after a move of the window
			f.clear()
			for _, words := range variants(r, 6, 60) { // some ten a family: less than are looked at in a band
				f.add(f.sketch(words))
			}
			want := make([]int, f.texts.len())
			for i := range want {
				want[i] = i
				for j := range i {
					if from, to := want[i], want[j]; from != to && found(&f.texts, int32(i), int32(j)) {
						for k := range i + 1 {
							if want[k] == max(from, to) {
								want[k] = min(from, to)
							}
						}
					}
				}
			}
			for i := range want {
				if got := f.find(int32(i)); got != int32(want[i]) {
					t.Fatalf("seed %d, round %d: text %d is of family %d, want %d", seed, round, i, got, want[i])
				}
			}
		}
	}
}

func found(t *texts, i, j int32) bool {
	for b := range bands {
		if *t.band(i, b) == *t.band(j, b) {
			return t.similarity(i, t.at(j)) >= minJaccard
		}
	}
	return false
}

// What is known of a family is what its items say, whenever they became one.
func TestWhatIsKnownOfAFamilyFollowsFromItsItems(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		a, at := newActivity(), start
		for _, words := range variants(r, 12, 150) {
			at = at.Add(time.Duration(1+r.IntN(60)) * time.Second)
			a.Take(post{seen: at, id: at.String(), agent: fmt.Sprint(r.IntN(9)), place: fmt.Sprint(r.IntN(20)), words: words})
			if r.IntN(50) == 0 {
				a.StartAt(at.Add(-time.Hour))
			}
		}
		checkFamilies(t, a)
		a.StartAt(start.Add(30 * time.Minute))
		checkFamilies(t, a)
	}
}

func checkFamilies(t *testing.T, a *activity) {
	t.Helper()
	of, since := map[int32][]*item{}, map[int32]moment.Moment{}
	for at := range int32(a.items.Len()) {
		i := a.items.At(at)
		root := a.families.find(i.number)
		if of[root] == nil {
			since[root] = a.seen.At(at)
		}
		of[root] = append(of[root], i)
	}
	several := 0
	for root, items := range of {
		f := a.family[root]
		if len(items) == 1 {
			if f != nil {
				t.Errorf("family %d was used once, and is held as %+v", root, *f)
			}
			continue
		}
		several++
		agents := map[int32]bool{}
		for _, i := range items {
			agents[i.who.Agent()] = true
		}
		if f == nil {
			t.Fatalf("nothing is known of family %d, which was used %d times", root, len(items))
		}
		if f.total != len(items) || f.author != items[0].who.Agent() || f.since != since[root] || f.several != (len(agents) > 1) || len(f.recent) != len(agents) {
			t.Errorf("family %d of %d items by %d agents, the first %d at %d, is held as %+v", root, len(items), len(agents), items[0].who.Agent(), since[root], *f)
		}
	}
	if several == 0 || len(a.family) != several {
		t.Errorf("%d families are held, and %d were used more than once", len(a.family), several)
	}
}

// Who wrote from where nobody knows is not forgotten when the window's start moves.
func TestFromNowhereStaysSo(t *testing.T) {
	a := newActivity()
	for i, nowhere := range []bool{false, true, false, true} {
		at := detectortest.Began.Add(time.Duration(i) * time.Hour)
		a.Take(post{seen: at, id: fmt.Sprint(i), agent: fmt.Sprint("agent-", i), place: "t", words: fmt.Sprint("words enough to say something, number ", i), nowhere: nowhere})
	}
	a.StartAt(detectortest.Began.Add(time.Hour))
	for at, nowhere := range []bool{true, false, true} {
		if w := a.items.At(int32(at)).who; w.Nowhere() != nowhere || a.agents.Name(w.Agent()) != fmt.Sprint("agent-", at+1) {
			t.Errorf("item %d is %s's, from nowhere: %t, want %t", at, a.agents.Name(w.Agent()), w.Nowhere(), nowhere)
		}
	}
}

// Who has left a thread is let go of there, and all that is noted of pairs is as if nobody were.
func TestWhoHasLeftAThreadIsNotMissed(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 6))
	kept, all := newActivity(), newActivity()
	at := detectortest.Began
	for i := range 1500 {
		at = at.Add(time.Duration(r.IntN(120)) * time.Second)
		if i%100 == 99 {
			at = at.Add(maxLag)
		}
		words := fmt.Sprintf("words enough to say something that is said again, number %d of them", r.IntN(8))
		p := post{seen: at, id: fmt.Sprint(i), agent: fmt.Sprint(r.IntN(9)), place: fmt.Sprint(r.IntN(6)), words: words}
		all.left = math.MaxInt32 // it lets go of nobody
		kept.Take(p)
		all.Take(p)
	}
	if !reflect.DeepEqual(kept.pairs, all.pairs) || !slices.Equal(kept.followed, all.followed) {
		t.Error("pairs are noted otherwise than if nobody had been let go of")
	}
	lags := 0.0
	for _, p := range kept.pairs {
		lags = max(lags, p.lags/float64(p.noted))
	}
	left := 0
	for i := range kept.threads {
		left += len(all.threads[i].recent) - len(kept.threads[i].recent)
	}
	if left == 0 || lags < maxLag.Seconds()/4 {
		t.Errorf("%d were let go of, and pairs are up to %.0f s apart: the posts do not exercise what is tested", left, lags)
	}
}
