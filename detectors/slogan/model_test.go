package slogan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/takeover"
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
}

func checkUses(t *testing.T, a *activity, posts []post) {
	t.Helper()
	type count struct {
		tally[int32]
		by     map[string]int32
		common bool
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
	everybodys, listed, counted, ones, kept := 0, 0, 0, 0, 0
	for key, c := range want {
		number, known := a.words.find(key)
		if c.total == 1 {
			ones++
			first, once := a.uses.once.Meet(key, 0)
			if !once || known {
				t.Fatalf("of a word that was said once a text is kept: %t; and that it was said more often: %t", once, known)
			}
			a.uses.once.Put(key, first)
			i := a.items.At(said(first).number())
			if by := a.agents.Name(i.who.Agent()); c.by[by] != 1 || said(first).name() != (c.named == 1) || said(first).sure() != (c.sure == 1) {
				t.Fatalf("a word said %+v is held to be %s's (%x)", *c, by, first)
			}
			continue
		}
		if !known {
			t.Fatalf("a word that was said %d times has no number", c.total)
		}
		u := a.uses.often.At(number)
		of, held := a.uses.list(u), u.few.wide()
		if of != nil {
			held = of.tally
		}
		if (u.last == common) != c.common || !c.common && held != c.tally {
			t.Fatalf("a word said %+v is held as %+v: %+v", *c, u, held)
		}
		var items []int32
		if u.last != common {
			for _, at := range a.uses.texts(u, a.uses.latest(u)) {
				items = append(items, at)
			}
		}
		switch {
		case c.common:
			everybodys++
			if of != nil {
				t.Fatal("texts are kept of a word that is everybody's")
			}
			continue
		case of == nil:
			counted++
			if len(items) > few {
				t.Fatalf("the authors of %d texts are not listed", len(items))
			}
		default:
			listed++
			if len(of.by) != len(c.by) {
				t.Fatalf("%d agents are listed, and %d said it", len(of.by), len(c.by))
			}
			for _, x := range of.by {
				if name := a.agents.Name(x.agent); c.by[name] != x.texts {
					t.Fatalf("%s is listed with %d texts, and wrote %d", name, x.texts, c.by[name])
				}
			}
		}
		if len(items) != int(c.total) {
			t.Fatalf("%d texts are kept of a word that %d hold", len(items), c.total)
		}
		for i, at := range items {
			if by := a.agents.Name(a.items.At(at).who.Agent()); c.by[by] == 0 || i > 0 && at >= items[i-1] {
				t.Fatalf("the texts with a word are %d, one of %s", items, by)
			}
		}
		kept += len(items) - 1
	}
	if n := a.uses.once.Len(); n != ones || a.words.keys.Len() != len(want)-ones {
		t.Fatalf("%d words are held to be said once, which %d were, and %d more often", n, ones, a.words.keys.Len())
	}
	for k := a.uses.free; k != first; k = a.uses.again.At(k).before {
		kept++
	}
	if kept != a.uses.again.Len() {
		t.Fatalf("%d sayings are kept or free of %d", kept, a.uses.again.Len())
	}
	if a.uses.lists.Len() != listed+len(a.uses.unused) {
		t.Fatalf("%d lists are kept, %d words are listed and %d lists unused", a.uses.lists.Len(), listed, len(a.uses.unused))
	}
	if everybodys == 0 || listed == 0 || counted == 0 {
		t.Fatalf("%d words are everybody's, %d listed and %d counted: the texts do not exercise all", everybodys, listed, counted)
	}
}

// Until its authors are listed, they are counted when asked for.
func TestAnAuthorsTextsAreCountedBeforeTheyAreListed(t *testing.T) {
	var items column.List[item]
	for range 2 {
		for _, agent := range []int32{1, 2, 1, 3, 2, 1, 1, 4, 2, 1, 4, 2, 3, 1, 5, 2, 2, 1, 4} {
			items.Add(item{who: takeover.By(agent, false)})
		}
	}
	var s uses
	s.clear()
	s.often.Add(usage{last: first})
	u := s.often.At(0)
	texts := map[int32]int32{1: 1}
	for at := int32(1); int(at) < items.Len(); at++ {
		agent := items.At(at).who.Agent()
		texts[agent]++
		if got, _ := s.use(u, &items, at, 0); got.agent != agent || got.texts != texts[agent] {
			t.Errorf("after text %d agent %d is held with %+v, and wrote %d", at, agent, got, texts[agent])
		}
	}
	if s.list(u) == nil {
		t.Error("nobody is listed")
	}
	held := s.again.Len()
	s.drop(u, s.list(u))
	if u.last != common {
		t.Errorf("a word that is everybody's has its latest saying at %d", u.last)
	}
	for range held {
		s.note(1, first)
	}
	if s.again.Len() != held {
		t.Errorf("%d sayings are held, though %d were free", s.again.Len(), held)
	}
}

// Nobody insists on a word that is no name, nor on one that has become everybody's.
func TestWhatIsInsistedOnIsANameOfFew(t *testing.T) {
	a := newActivity()
	for agent := range maxUsers + 2 {
		for text := range 2 {
			name := fmt.Sprint("agent-", agent)
			at := start.Add(time.Duration(2*agent+text) * time.Second)
			a.Take(post{seen: at, id: fmt.Sprint(agent, text), agent: name, name: name, place: "thread", words: "we like Zorblax and lizards"})
		}
		if agent == 0 && len(a.insists) != 1 {
			t.Fatalf("one agent insists on %d words", len(a.insists))
		}
	}
	if word, known := a.words.find(keyOf("Zorblax")); !known || a.insists[word] {
		t.Errorf("the name is known: %t, and insisted on though everybody says it", known)
	}
	a.look() // nothing is kept of who says it
}

// Who insists on a word at its second text followed others with the first, too.
func TestWhatWasSaidBeforeSomebodyInsistedCounts(t *testing.T) {
	a := newActivity()
	for thread := range 4 {
		for k, agent := range []string{"leader", "follower"} {
			at := start.Add(time.Duration(thread)*time.Hour + time.Duration(k)*time.Minute)
			a.Take(post{seen: at, id: fmt.Sprint(thread, k), agent: agent, name: agent, place: fmt.Sprint("t", thread), words: "they all want Zorblax here"})
		}
		if word, known := a.words.find(keyOf("Zorblax")); known && a.insists[word] != (thread > 0) {
			t.Errorf("after %d texts each that somebody insists is %t", thread+1, a.insists[word])
		}
	}
	word, known := a.words.find(keyOf("Zorblax"))
	if !known || a.uses.list(a.uses.often.At(word)) == nil {
		t.Fatal("nobody insists on the word")
	}
	p := a.uses.list(a.uses.often.At(word)).pairs[[2]int32{1, 0}]
	if p == nil || len(p.occasions) != 4 {
		t.Errorf("the follower followed as %+v, want on 4 threads", p)
	}
}
