package copypasta

import (
	"cmp"
	"math"
	"slices"
)

// pair is the evidence that one agent follows another: the occasions on which it did, each
// with the surprise, in nats, of seeing that from two agents who do not know each other.
type pair struct {
	occasions []occasion // by what they met on
	sum       float64
	sameText  bool    // at least once they said the same thing
	followed  bool    // it is in the list of those to look at
	lags      float64 // seconds, of all that was noted
	noted     int
}

// occasion is what two agents met on: a thread, or a family of texts; what the follower said there; and how surprising
// that is.
type occasion struct {
	text     bool
	on, said int32
	surprise float64
}

func (o occasion) compare(p occasion) int {
	if o.text != p.text {
		if o.text {
			return 1
		}
		return -1
	}
	return cmp.Compare(o.on, p.on)
}

func (p *pair) note(o occasion) {
	place, known := slices.BinarySearchFunc(p.occasions, o, occasion.compare)
	if !known {
		if o.surprise > 0 {
			p.occasions = slices.Insert(p.occasions, place, o)
			p.sum += o.surprise
		}
		return
	}
	if before := p.occasions[place].surprise; o.surprise > before {
		p.occasions[place] = o
		p.sum += o.surprise - before
	}
}

// compare holds a new item of a family that several use against the latest items in its
// thread and in its family.
//
// The chance that one of n actions, spread evenly over T seconds, falls within d seconds of
// another is about 2(d+30)n/T; that a text is of this family, by accident, is the family's
// share of all texts. Both are from the null model that agents act independently of each
// other at each thread's and each text's own rate. A chance is never taken for less than
// minChance.
func (a *activity) compare(at, root int32, thread, fam *place) {
	i := a.items.At(at)
	agent := i.who.Agent()
	total := a.seconds()
	share := float64(fam.total) / float64(a.items.Len())
	chance := func(lag float64, n int) float64 { return math.Min(1, 2*(lag+lagSlack)*float64(n)/total) }
	for _, before := range thread.recent {
		if before.agent == agent {
			continue
		}
		j := a.items.At(before.at)
		lag := a.lag(at, before.at)
		if lag > maxLag {
			continue
		}
		other := a.families.find(j.number)
		if f := a.family[other]; f == nil || !f.several {
			continue
		}
		p := chance(lag.Seconds(), thread.total)
		if other == root {
			p *= share
		}
		a.note(agent, before.agent, occasion{on: i.place, said: root}, p, other == root, lag.Seconds())
	}
	for _, before := range fam.recent {
		if before.agent == agent {
			continue
		}
		j := a.items.At(before.at)
		lag := a.lag(at, before.at)
		if lag > maxLag || j.place == i.place {
			continue
		}
		a.note(agent, before.agent, occasion{text: true, on: root, said: root}, chance(lag.Seconds(), fam.total), true, lag.Seconds())
	}
}

func (a *activity) note(follower, followed int32, on occasion, chance float64, sameText bool, lag float64) {
	key := [2]int32{follower, followed}
	p := a.pairs[key]
	if p == nil {
		p = &pair{}
		a.pairs[key] = p
	}
	on.surprise = -math.Log(math.Max(minChance, chance))
	p.note(on)
	p.sameText = p.sameText || sameText
	p.lags += lag
	p.noted++
	if !p.followed && p.sameText && len(p.occasions) >= minOccasions {
		p.followed = true
		a.followed = append(a.followed, key)
	}
}

// seconds is the length of time that the counts are of.
func (a *activity) seconds() float64 {
	return math.Max(epoch.Seconds(), a.lag(int32(a.items.Len()-1), 0).Seconds())
}

// countBulk notes an agent that spreads one text over many threads in a short time. The text
// counts to the letter (as normalised), not the family: a bot that quotes what it answers
// repeats a spammer's words in bulk, but in words of its own.
func (a *activity) countBulk(at int32) {
	i := a.items.At(at)
	if !a.families.texts.marks.At(i.number).long || *a.uses.At(i.number) < bulkPosts {
		return
	}
	threads := map[int32]bool{}
	for before, looked := at, 0; before != none && looked < maxOwn; looked++ {
		if a.lag(at, before) > bulkSpan {
			break
		}
		j := a.items.At(before)
		before = j.before
		if j.number == i.number {
			threads[j.place] = true
		}
	}
	if len(threads) < bulkPosts {
		return
	}
	if a.bulk[i.number] == nil {
		a.bulk[i.number] = map[int32]int{}
	}
	agent := i.who.Agent()
	a.bulk[i.number][agent] = max(a.bulk[i.number][agent], len(threads))
}
