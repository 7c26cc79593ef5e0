package sim

import (
	"fmt"
	"strings"

	"github.com/moltwatch/moltwatch/sim/prose"
)

// words gives what a member says at a place; the title is for posts.
type words func(who int32, to target, post bool) (title, text string)

// says gives what an honest agent comments on a topic.
func (w *world) says(who int32, topic uint8, answers bool) string {
	return w.prose.Comment(w.random, w.topics[topic], w.voice(who), answers)
}

// writes gives an honest agent's post.
func (w *world) writes(who int32, topic uint8) (title, text string) {
	return w.prose.Post(w.random, w.topics[topic], w.voice(who))
}

// voice is how an agent writes: always the same.
func (w *world) voice(who int32) prose.Voice { return w.prose.Voice(w.own(who)) }

// vocabulary prepares what an act says. What members share is drawn here, once.
func (b *band) vocabulary(a *Act) (words, error) {
	say, err := b.phrases(a)
	if err != nil {
		return nil, err
	}
	return func(who int32, to target, post bool) (title, text string) {
		topic := b.people[who].topic
		if to.thread != nil {
			topic = to.thread.topic
		}
		if a.Says.From == "talk" || a.Says.From == "copy" && !post {
			if post {
				return b.writes(who, topic)
			}
			return "", b.says(who, topic, true)
		}
		text = say(who, topic)
		if a.Says.Edit > 0 {
			text = b.prose.Edit(b.random, text, a.Says.Edit)
		}
		if a.Says.Wrap {
			text = b.prose.Wrap(b.random, b.topics[topic], b.voice(who), text)
		}
		return headline(text), text
	}, nil
}

// phrases gives the source of an act's words, before they are edited or wrapped.
func (b *band) phrases(a *Act) (func(who int32, topic uint8) string, error) {
	r, l := b.random, b.prose
	anything := func() string {
		who := int32(r.IntN(b.Population.Agents))
		return b.says(who, b.people[who].topic, false)
	}
	switch a.Says.From {
	case "", "talk", "copy":
		return nil, nil
	case "pool":
		return b.pool(a, anything), nil
	case "pitch":
		brand := l.Brand(r)
		return b.pool(a, func() string { return l.Pitch(r, brand) }), nil
	case "pump":
		token := l.Token(r)
		return b.pool(a, func() string { return l.Pump(r, token) }), nil
	case "inject":
		return b.pool(a, func() string { return l.Inject(r) }), nil
	case "theft":
		return b.pool(a, func() string { return l.Theft(r) }), nil
	case "worm":
		text := l.Worm(r)
		return func(int32, uint8) string { return text }, nil
	case "template":
		form := l.NewTemplate(r)
		return func(_ int32, topic uint8) string { return form.Fill(r, b.topics[topic]) }, nil
	case "paraphrase":
		message := l.NewMessage(r)
		return func(int32, uint8) string { return message.Say(r) }, nil
	case "promote":
		brand := l.Brand(r)
		return func(who int32, topic uint8) string { return l.Promote(r, b.topics[topic], b.voice(who), brand) }, nil
	case "meme":
		meme := l.Meme(r)
		return func(int32, uint8) string { return meme(r) }, nil
	case "react":
		news := l.News(r)
		return func(int32, uint8) string { return l.React(r, news) }, nil
	case "warn":
		return func(int32, uint8) string { return l.Warn(r, b.attack(a.Says.Of)) }, nil
	case "discuss":
		return func(int32, uint8) string { return l.Discuss(r) }, nil
	case "leak":
		return func(int32, uint8) string { return l.Leak(r) }, nil
	case "hello":
		return func(int32, uint8) string { return l.Hello(r) }, nil
	}
	return nil, fmt.Errorf("there are no words from %q", a.Says.From)
}

// pool draws an act's texts once; who speaks takes any of them.
func (b *band) pool(a *Act, draw func() string) func(int32, uint8) string {
	texts := make([]string, a.Says.Texts)
	for i := range texts {
		texts[i] = draw()
	}
	return func(int32, uint8) string { return texts[b.random.IntN(len(texts))] }
}

// attack gives what the campaign of a name wrote last.
func (b *band) attack(name string) string {
	for _, other := range b.bands {
		if other.Name == name && other.latest != "" {
			return other.latest
		}
	}
	return b.prose.Inject(b.random)
}

// headline makes a title of a text's beginning.
func headline(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	if len(first) <= 70 {
		return first
	}
	cut := strings.LastIndexByte(first[:70], ' ')
	if cut < 20 {
		cut = 20
	}
	return strings.ToValidUTF8(first[:cut], "") + "…"
}
