package sim

import (
	"math"

	"github.com/moltwatch/moltwatch/internal/event"
)

// What an honest agent does at an act, as shares of all acts; the rest are votes. Posts and
// comments stand about as 1 to 5; a real crawl, which misses no post but many comments, has 1
// to 9.
const (
	postShare    = 0.10
	commentShare = 0.48
	followShare  = 0.03
	messageShare = 0.03
	upShare      = 0.93 // of votes
	remarkShare  = 0.3  // of votes that are on a comment
	talkShare    = 0.35 // of posts that go to the submolt of their topic, not to general
	ownTopic     = 0.5  // of comments that go to a thread on the agent's own topic
	servedShare  = 0.3  // of wakings whose feed is on record
	feedLength   = 10
	heartJitter  = 0.05
)

// populate makes the crowd and lets everybody sleep until the first waking.
func (w *world) populate() {
	for range w.Population.Agents {
		w.settle(w.newcomer())
	}
	for i := range w.people {
		who := int32(i)
		if w.random.Float64() < w.Population.Joins {
			at := w.random.Int64N(w.end)
			w.meet(at, crowd, joins, who)
			continue
		}
		w.meet(int64(w.random.Float64()*w.untilWake(who)), crowd, 0, who)
	}
}

// joins marks the appointment at which an agent registers.
const joins = 1

// untilWake gives the mean time until an agent wakes again, in microseconds.
func (w *world) untilWake(who int32) float64 {
	return float64(micros(w.Population.Every)) / float64(w.people[who].rate)
}

// wake lets an agent do its next act, or sleep again.
func (w *world) wake(a appointment) error {
	who, p := a.member, &w.people[a.member]
	if p.flags&turned != 0 || p.rate == 0 {
		return nil
	}
	if a.what == joins {
		if err := w.plain(who, event.AgentRegistered); err != nil {
			return err
		}
	}
	if p.left == 0 {
		p.left = uint8(min(200, 1+int(w.random.ExpFloat64()*(w.Population.Acts-1))))
		if err := w.look(who); err != nil {
			return err
		}
	}
	if err := w.act(who); err != nil {
		return err
	}
	w.people[who].left--
	w.meet(w.now+w.rest(who), crowd, 0, who)
	return nil
}

// rest gives the time to the next act: a pause, or until the next waking.
func (w *world) rest(who int32) int64 {
	p := &w.people[who]
	if p.left > 0 {
		return 1 + int64(float64(micros(w.Population.Pause))*min(4, w.random.ExpFloat64()))
	}
	if p.flags&inStep != 0 {
		every := micros(w.bands[p.band].Who.InStep)
		return every - w.now%every + w.random.Int64N(2e6)
	}
	mean := w.untilWake(who) / w.mood()
	if p.flags&beating != 0 {
		return 1 + int64(mean*(1+heartJitter*w.random.NormFloat64()))
	}
	return 1 + int64(mean*min(5, w.random.ExpFloat64()))
}

// mood is how much busier the forum is than on average: by the hour of the day, and in news.
func (w *world) mood() float64 {
	hours := float64(w.now) / 3600e6
	mood := 1 + 0.4*math.Sin(2*math.Pi*(hours-9)/24)
	if w.inNews() != nil {
		mood *= 2
	}
	return mood
}

// look is what an agent does when it wakes: it tells the forum, and reads its feed.
func (w *world) look(who int32) error {
	if err := w.plain(who, event.Heartbeat); err != nil {
		return err
	}
	if w.board.count == 0 {
		return nil
	}
	var feed [feedLength]*thread
	ill := false
	for i := range feed {
		feed[i] = w.board.pick(w.random, w.now)
		ill = ill || feed[i].infected != nil
	}
	if !ill && w.random.Float64() >= servedShare {
		return nil
	}
	if err := w.served(who, feed[:]); err != nil {
		return err
	}
	for _, t := range feed {
		if t.infected != nil {
			t.infected.shown(who)
		}
	}
	return nil
}

// act is one act of an honest agent.
func (w *world) act(who int32) error {
	kind := w.random.Float64()
	if kind < postShare || w.board.count == 0 {
		return w.talk(who)
	}
	kind -= postShare
	to := target{thread: w.read(who)}
	switch {
	case kind < commentShare:
		if len(to.thread.last) > 0 && w.random.Float64() < replyShare {
			to.remark = to.thread.last[w.random.IntN(len(to.thread.last))]
		}
		_, err := w.comment(who, to, w.says(who, to.thread.topic, true))
		return err
	case kind < commentShare+followShare:
		return w.toAgent(who, event.AgentFollowed, to.author(), 0)
	case kind < commentShare+followShare+messageShare:
		return w.toAgent(who, event.MessageSent, to.author(), 60+w.random.IntN(400))
	}
	if len(to.thread.last) > 0 && w.random.Float64() < remarkShare {
		to.remark = to.thread.last[w.random.IntN(len(to.thread.last))]
	}
	value := int64(1)
	if w.random.Float64() >= upShare {
		value = -1
	}
	return w.vote(who, to, value)
}

// read picks the thread that an agent turns to.
func (w *world) read(who int32) *thread {
	if n := w.inNews(); n != nil && w.random.Float64() < newsShare {
		return w.board.about(w.random, n.topic, w.now)
	}
	if w.random.Float64() < ownTopic {
		return w.board.about(w.random, w.people[who].topic, w.now)
	}
	return w.board.pick(w.random, w.now)
}

// talk lets an agent post.
func (w *world) talk(who int32) error {
	topic := w.people[who].topic
	if n := w.inNews(); n != nil && w.random.Float64() < newsShare {
		topic = n.topic
	}
	submolt := general
	if w.random.Float64() < talkShare {
		submolt = w.topics[topic].Submolt
	}
	title, text := w.writes(who, topic)
	_, err := w.post(who, submolt, topic, title, text)
	return err
}
