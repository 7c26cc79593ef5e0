package slogan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
)

// Whatever is kept of a word, and however, is what the texts of the window say of it.
func TestUsesFollowFromTheTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 11))
	a, at := newActivity(), start
	var posts []post
	for i := range 3000 {
		at = at.Add(time.Duration(1+r.IntN(20)) * time.Second)
		text := []string{fmt.Sprintf("once%d", i), fmt.Sprintf("Word%d", r.IntN(4000)), "and"} // by hardly anybody; by some; by all
		for range 4 {
			text = append(text, vocabulary[r.IntN(len(vocabulary))], fmt.Sprintf("Brand%d", r.IntN(200)))
		}
		agent := fmt.Sprint("agent-", r.IntN(400))
		posts = append(posts, post{seen: at, id: fmt.Sprint(i), agent: agent, name: agent, place: fmt.Sprint(r.IntN(50)), words: strings.Join(text, " ")})
	}
	first := 0
	for i, p := range posts {
		a.Take(p)
		if i == 1000 || i == 2000 || i == len(posts)-1 { // the last drops most, and their words with it
			checkUses(t, a, posts[first:i+1])
			first += (i - first) * 2 / 3
			a.StartAt(posts[first].seen)
			checkUses(t, a, posts[first:i+1])
		}
	}
	if numbered := a.uses.first.Len(); numbered > 2*len(live(a)) {
		t.Errorf("%d words are numbered, of which %d are said", numbered, len(live(a)))
	}
}

// live lists the words that somebody says.
func live(a *activity) (words []int) {
	for number := range a.uses.first.Len() {
		if *a.uses.first.At(int32(number)) != 0 {
			words = append(words, number)
		}
	}
	return words
}

func checkUses(t *testing.T, a *activity, posts []post) {
	t.Helper()
	type count struct {
		total, named, sure int32
		by                 map[string]int32
		common             bool
	}
	want := map[uint64]*count{}
	for _, p := range posts {
		for _, w := range wordsOf(p.words, p.name) {
			c := want[w.key]
			if c == nil {
				c = &count{by: map[string]int32{}}
				want[w.key] = c
			}
			c.common = c.common || len(c.by) > maxUsers
			c.total++
			c.by[p.agent]++
			if w.name {
				c.named++
			}
			if w.sure {
				c.sure++
			}
		}
	}
	common, listed, counted := 0, 0, 0
	for key, c := range want {
		number := a.words.number(key)
		if int(number) >= a.uses.first.Len() {
			t.Fatalf("a word that was said %d times has no number", c.total)
		}
		u := a.uses.of(number)
		if c.total == 1 {
			first := *a.uses.first.At(number)
			if u != nil || first <= 0 {
				t.Fatalf("a word said once is held as %+v (%d)", u, first)
			}
			if by := a.agents.Name(a.items.At(first - 1).agent); c.by[by] != 1 {
				t.Fatalf("a word said once is held to be %s's", by)
			}
			continue
		}
		if u == nil || u.total != c.total || u.named != c.named || u.sure != c.sure || u.common != c.common {
			t.Fatalf("a word said %+v is held as %+v", *c, u)
		}
		switch {
		case c.common:
			common++
			if u.items != nil || u.users != nil {
				t.Fatal("texts are kept of a word that is everybody's")
			}
			continue
		case u.users == nil:
			counted++
			if len(u.items) > few {
				t.Fatalf("the authors of %d texts are not listed", len(u.items))
			}
		default:
			listed++
			if len(u.by) != len(c.by) {
				t.Fatalf("%d agents are listed, and %d said it", len(u.by), len(c.by))
			}
			for _, x := range u.by {
				if name := a.agents.Name(x.agent); c.by[name] != x.texts {
					t.Fatalf("%s is listed with %d texts, and wrote %d", name, x.texts, c.by[name])
				}
			}
		}
		if len(u.items) != int(c.total) {
			t.Fatalf("%d texts are kept of a word that %d hold", len(u.items), c.total)
		}
	}
	if common == 0 || listed == 0 || counted == 0 {
		t.Fatalf("%d words are everybody's, %d listed and %d counted: the texts do not exercise all", common, listed, counted)
	}
}

// Until its authors are listed, they are counted when asked for.
func TestAnAuthorsTextsAreCountedBeforeTheyAreListed(t *testing.T) {
	var items column.List[item]
	for _, agent := range []int32{1, 2, 1, 3, 2, 1, 1, 4, 2, 1, 4, 2, 3, 1, 5, 2, 2, 1, 4} {
		items.Add(item{agent: agent})
	}
	u, texts := usage{items: []int32{0}}, map[int32]int32{1: 1}
	for at := int32(1); int(at) < items.Len(); at++ {
		agent := items.At(at).agent
		texts[agent]++
		if got := u.use(&items, at); got.agent != agent || got.texts != texts[agent] {
			t.Errorf("after text %d agent %d is held with %+v, and wrote %d", at, agent, got, texts[agent])
		}
	}
	if u.users == nil {
		t.Error("nobody is listed")
	}
}
