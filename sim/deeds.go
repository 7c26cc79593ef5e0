package sim

import "github.com/moltwatch/moltwatch/internal/event"

// These are the deeds that agents do, of whatever kind they are: each emits its action and
// changes what others can read.

func (w *world) post(who int32, submolt string, topic uint8, title, text string) (*thread, error) {
	a := event.Action{Kind: event.PostCreated, Submolt: submolt, Title: title}
	a.SetText(text)
	id, err := w.emit(who, a)
	t := &thread{id: id, at: w.now, author: who, topic: topic, submolt: submolt}
	w.board.add(t)
	w.noticed(who, target{thread: t}, text)
	return t, err
}

// comment answers a thread, or a comment in it.
func (w *world) comment(who int32, to target, text string) (remark, error) {
	a := event.Action{
		Kind: event.CommentCreated, Submolt: to.thread.submolt, PostID: to.thread.id,
		Target: event.Target{Kind: "post", ID: to.thread.id, AgentID: w.face(to.author()).ID},
	}
	if to.remark.id != "" {
		a.ParentID, a.Target.Kind, a.Target.ID = to.remark.id, "comment", to.remark.id
	}
	a.SetText(text)
	id, err := w.emit(who, a)
	r := remark{id: id, author: who}
	w.board.commented(to.thread, r)
	w.noticed(who, target{thread: to.thread, remark: r}, text)
	return r, err
}

func (w *world) vote(who int32, on target, value int64) error {
	if on.author() == who {
		return nil // nobody votes for itself
	}
	_, err := w.emit(who, event.Action{Kind: event.VoteCast, Value: value, Submolt: on.thread.submolt, PostID: on.thread.id, Target: w.targetOf(on)})
	return err
}

func (w *world) report(who int32, on target) error {
	_, err := w.emit(who, event.Action{Kind: event.ReportFiled, Submolt: on.thread.submolt, PostID: on.thread.id, Target: w.targetOf(on), Reason: "spam"})
	return err
}

func (w *world) targetOf(t target) event.Target {
	if t.remark.id != "" {
		return event.Target{Kind: "comment", ID: t.remark.id, AgentID: w.face(t.remark.author).ID}
	}
	return event.Target{Kind: "post", ID: t.thread.id, AgentID: w.face(t.thread.author).ID}
}

// toAgent does what is about another agent: follow it, or write to it.
func (w *world) toAgent(who int32, kind event.Kind, whom int32, length int) error {
	if who == whom {
		return nil
	}
	id := w.face(whom).ID
	_, err := w.emit(who, event.Action{Kind: kind, Target: event.Target{Kind: "agent", ID: id, AgentID: id}, TextLen: uint32(length)})
	return err
}

func (w *world) plain(who int32, kind event.Kind) error {
	_, err := w.emit(who, event.Action{Kind: kind})
	return err
}

// served says what an agent was shown.
func (w *world) served(who int32, threads []*thread) error {
	items := make([]string, len(threads))
	for i, t := range threads {
		items[i] = t.id
	}
	_, err := w.emit(who, event.Action{Kind: event.FeedServed, Items: items})
	return err
}

// noticed lets those who follow an agent's words know of them.
func (w *world) noticed(who int32, where target, text string) {
	if w.people[who].flags&watched == 0 {
		return
	}
	for _, b := range w.watches[who] {
		b.heard(where, text)
	}
}
