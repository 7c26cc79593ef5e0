package sim

// infection is a text that asks its readers to repeat it, and those who did.
type infection struct {
	*band
	text   string
	chance float64
	hosts  map[int32]bool
	truth  *register
}

// incubation is the mean time between reading and obeying, in microseconds.
const incubation = 10 * 60e6

// infect marks a thread as one whose readers may obey.
func (b *band) infect(t *thread, text string, chance float64) {
	if b.hosts == nil {
		hosts := &Campaign{Name: b.Name + "-hosts", Class: b.Class + "_host", Expect: ExpectFlag, Innocent: b.Innocent}
		b.hosts = &infection{band: b, text: text, chance: chance, hosts: map[int32]bool{}, truth: newRegister(hosts)}
	}
	t.infected = b.hosts
}

// shown lets an agent read the text; it may decide to obey.
func (i *infection) shown(who int32) {
	p := &i.people[who]
	if i.hosts[who] || p.band == i.number || p.flags&turned != 0 || i.random.Float64() >= i.chance {
		return
	}
	i.hosts[who] = true
	i.meet(i.now+1+int64(incubation*i.random.ExpFloat64()), i.number, hosting, who)
}

// obey lets an agent repeat what it read, where others will read it.
func (i *infection) obey(who int32) error {
	to := target{thread: i.board.pick(i.random, i.now)}
	r, err := i.comment(who, to, i.text)
	i.truth.member(who)
	i.truth.acted(i.now)
	i.truth.wrote(r.id)
	to.thread.infected = i
	return err
}
