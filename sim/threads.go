package sim

import "math/rand/v2"

// thread is a post with what agents who read it see.
type thread struct {
	id       string
	at       int64
	author   int32
	topic    uint8
	submolt  string
	comments int
	hot      bool
	last     []remark // the latest comments, as a ring
	infected *infection
}

// remark is a comment that others may answer or vote on.
type remark struct {
	id     string
	author int32
}

// target is what an act is about: a thread, or a comment in it.
type target struct {
	thread *thread
	remark remark // id "": the post itself
}

func (t target) author() int32 {
	if t.remark.id != "" {
		return t.remark.author
	}
	return t.thread.author
}

const (
	recentThreads = 1024
	topicThreads  = 64
	hotThreads    = 24
	lastRemarks   = 8
	hotFor        = 3 * 3600e6 // microseconds
	meanBack      = 18         // threads that a reader scrolls past, on average
	hotShare      = 0.3        // of picks that go to the hot list
	replyShare    = 0.07       // of comments that answer a comment: as measured on a real forum
)

// board is what can be read of the forum: the newest threads, in all and by topic, and the
// hottest.
type board struct {
	recent []*thread
	count  int
	topics [][]*thread
	hot    []*thread
}

func (b *board) add(t *thread) {
	if len(b.recent) < recentThreads {
		b.recent = append(b.recent, t)
	} else {
		b.recent[b.count%recentThreads] = t
	}
	b.count++
	list := append(b.topics[t.topic], t)
	if len(list) > 2*topicThreads {
		list = append(list[:0], list[len(list)-topicThreads:]...)
	}
	b.topics[t.topic] = list
}

// back gives the thread that is n before the newest, or the oldest that is kept.
func (b *board) back(n int) *thread {
	n = min(n, len(b.recent)-1)
	return b.recent[(b.count-1-n)%recentThreads]
}

// pick gives a thread as readers come upon it: from the hot list, or on the way back from the
// newest, of two rather the one that has more comments; nil when there is none yet. Comments
// gather comments, so that sizes of threads get a heavy tail.
func (b *board) pick(random *rand.Rand, now int64) *thread {
	if b.count == 0 {
		return nil
	}
	if random.Float64() < hotShare {
		if t := b.hottest(random, now); t != nil {
			return busier(t, b.hottest(random, now))
		}
	}
	return busier(b.back(int(random.ExpFloat64()*meanBack)), b.back(int(random.ExpFloat64()*meanBack)))
}

// busier gives the one of two threads that has more comments.
func busier(one, two *thread) *thread {
	if two.comments > one.comments {
		return two
	}
	return one
}

// about gives a recent thread on a topic, or any.
func (b *board) about(random *rand.Rand, topic uint8, now int64) *thread {
	list := b.topics[topic]
	if len(list) == 0 {
		return b.pick(random, now)
	}
	back := func() *thread { return list[len(list)-1-min(int(random.ExpFloat64()*meanBack/4), len(list)-1)] }
	return busier(back(), back())
}

// hottest gives one of the hot list; what is too old leaves it.
func (b *board) hottest(random *rand.Rand, now int64) *thread {
	for len(b.hot) > 0 {
		i := random.IntN(len(b.hot))
		if now-b.hot[i].at < hotFor {
			return b.hot[i]
		}
		b.hot[i].hot = false
		b.hot[i] = b.hot[len(b.hot)-1]
		b.hot = b.hot[:len(b.hot)-1]
	}
	return nil
}

// commented lets a thread's readers see a new comment.
func (b *board) commented(t *thread, r remark) {
	if len(t.last) < lastRemarks {
		t.last = append(t.last, r)
	} else {
		t.last[t.comments%lastRemarks] = r
	}
	t.comments++
	if t.hot {
		return
	}
	if len(b.hot) < hotThreads {
		t.hot = true
		b.hot = append(b.hot, t)
		return
	}
	coldest := 0
	for i, h := range b.hot {
		if h.comments < b.hot[coldest].comments {
			coldest = i
		}
	}
	if b.hot[coldest].comments < t.comments {
		b.hot[coldest].hot = false
		b.hot[coldest], t.hot = t, true
	}
}
