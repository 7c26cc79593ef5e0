package copypasta

// uses is how often an agent said a text of a family when nobody else had said one for a while.
type uses struct{ agent, times int32 }

// isAlone reports whether nobody else said a text of a family in step before an item.
func (a *activity) isAlone(at int32, fam *family) bool {
	agent := a.items.At(at).who.Agent()
	for i := len(fam.recent) - 1; i >= 0; i-- {
		if before := fam.recent[i]; before.agent != agent {
			return a.lag(at, before.at) > maxLag
		}
	}
	return true
}

func (f *family) useAlone(agent, times int32) {
	for i := range f.alone {
		if f.alone[i].agent == agent {
			f.alone[i].times += times
			return
		}
	}
	f.alone = append(f.alone, uses{agent, times})
}

// owner reports whether a family is an agent's own: it says it by itself, time and again, and others hardly do so.
// Members of a ring say things together; whoever copies somebody cannot take that from it.
func (f *family) owner(agent int32) bool {
	own, others := int32(0), int32(0)
	for _, u := range f.alone {
		if u.agent == agent {
			own = u.times
		} else {
			others += u.times
		}
	}
	return own >= minOccasions && own > ownPart*others
}

// copied gives what is left of the evidence that one follows another without the occasions on which it said what is
// its own.
func (a *activity) copied(follower int32, p *pair) (sum float64, occasions int) {
	for _, o := range p.occasions {
		if f := a.family[a.families.find(o.said)]; f == nil || !f.owner(follower) {
			sum += o.surprise
			occasions++
		}
	}
	if occasions == len(p.occasions) {
		sum = p.sum // to the last digit
	}
	return sum, occasions
}
