package sim

import (
	"fmt"

	"github.com/moltwatch/moltwatch/internal/event"
)

// call starts a round: everybody who takes part goes to one place within the act's spread.
func (b *band) call(number int) {
	a := b.acts[number]
	if b.over(a.Act) || a.Times > 0 && int(a.count[0]) >= a.Times {
		return
	}
	every := micros(a.Every)
	b.meet(b.now+int64(float64(every)*(1-roundPlay+2*roundPlay*b.random.Float64())), b.number, int32(number), -1)
	at, ok := b.place(a.Act, -1)
	if !ok {
		return
	}
	text := ""
	if a.Says.From == "copy" {
		if text = b.words; text == "" {
			return // the victim has said nothing new
		}
		b.words = ""
	}
	a.count[0]++
	b.rounds = append(b.rounds, round{number, at, text})
	for m := range b.members {
		if a.Share < 1 && b.random.Float64() >= a.Share {
			continue
		}
		b.meet(b.now+1+b.random.Int64N(micros(a.Spread)+1), b.number, int32(firstRound+len(b.rounds)-1), int32(m))
	}
}

// alone lets one member act at its own pace.
func (b *band) alone(number int, member int32) error {
	a := b.acts[number]
	if b.over(a.Act) {
		return nil
	}
	if a.Times > 0 {
		if int(a.count[member]) >= a.Times {
			return nil
		}
		a.count[member]++
	}
	who := b.members[member]
	b.meet(b.now+1+int64(float64(micros(a.Every))*min(4, b.random.ExpFloat64())), b.number, int32(number), member)
	at, ok := b.place(a.Act, who)
	if !ok {
		return nil
	}
	return b.perform(a, who, at, "")
}

// place finds where an act goes. who is -1 for a round; false when there is no such place yet.
func (b *band) place(a *Act, who int32) (target, bool) {
	if a.Do == "post" || a.Do == "auth_fail" || a.Do == "rotate_key" {
		return target{}, true
	}
	switch a.Where {
	case "own", "ring":
		for range 8 {
			if len(b.items) == 0 {
				break
			}
			if t := b.items[b.random.IntN(len(b.items))]; a.Where == "ring" || who < 0 || t.author() == who {
				return t, true
			}
		}
		return target{}, false
	case "victim":
		return b.heardAt, b.heardAt.thread != nil
	case "one":
		if b.one == nil {
			if t := b.somewhere(a); t != nil {
				b.one = &target{thread: t}
			} else {
				return target{}, false
			}
		}
		return *b.one, true
	}
	if a.Says.From == "copy" {
		return b.heardAt, b.heardAt.thread != nil
	}
	t := b.somewhere(a)
	return target{thread: t}, t != nil
}

func (b *band) somewhere(a *Act) *thread {
	switch {
	case b.board.count == 0:
		return nil
	case a.Submolt != "" && a.Submolt != general:
		return b.board.about(b.random, wantedTopic(b.topics, a.Submolt, b.random), b.now)
	case a.Where == "new":
		return b.board.back(b.random.IntN(3))
	case a.Where == "hot":
		if t := b.board.hottest(b.random, b.now); t != nil {
			return t
		}
	}
	return b.board.pick(b.random, b.now)
}

// perform does one act of one member, and keeps the truth of it.
func (b *band) perform(a *activity, who int32, at target, text string) (err error) {
	b.truth.acted(b.now)
	b.disguise = b.thief
	defer func() { b.disguise = event.Origin{} }()
	switch a.Do {
	case "post":
		title, body := a.words(who, at, true)
		submolt := a.Submolt
		if submolt == "" {
			submolt = general
		}
		t, err := b.post(who, submolt, wantedTopic(b.topics, submolt, b.random), title, body)
		b.wrote(a, target{thread: t}, body)
		return err
	case "comment":
		if text == "" {
			_, text = a.words(who, at, false)
		}
		r, err := b.comment(who, target{thread: at.thread}, text)
		b.wrote(a, target{thread: at.thread, remark: r}, text)
		return err
	case "vote":
		return b.vote(who, at, a.Value)
	case "report":
		return b.report(who, at)
	case "follow":
		return b.toAgent(who, event.AgentFollowed, b.whom(a, at), 0)
	case "message":
		return b.toAgent(who, event.MessageSent, b.whom(a, at), 80+b.random.IntN(200))
	case "auth_fail":
		_, err = b.emit(who, event.Action{Kind: event.AuthFailed, Reason: "wrong key"})
		return err
	case "rotate_key":
		return b.plain(who, event.KeyRotated)
	}
	return fmt.Errorf("campaign %s does %q, which nobody can", b.Name, a.Do)
}

// whom gives the agent that an act is about.
func (b *band) whom(a *activity, at target) int32 {
	if a.Where == "ring" {
		return b.members[b.random.IntN(len(b.members))]
	}
	return at.author()
}

// wrote keeps what a member wrote.
func (b *band) wrote(a *activity, t target, text string) {
	id := t.remark.id
	if id == "" {
		id = t.thread.id
	}
	b.truth.wrote(id)
	b.latest = text
	if len(b.items) < keptItems {
		b.items = append(b.items, t)
	} else {
		b.items[b.written%keptItems] = t
	}
	b.written++
	if a.Says.Spreads > 0 {
		b.infect(t.thread, text, a.Says.Spreads)
	}
}
