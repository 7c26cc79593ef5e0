package live

import (
	"encoding/json"

	"github.com/moltwatch/moltwatch/internal/event"
)

// What agents must not read on the forum they must not read here either: anybody may look at the
// page. That something happened is shown, its words are not. The staff reads them in Grafana.

// withhold takes the words out of an action that others than its author and the staff do not see.
func withhold(a *event.Action) {
	switch a.Kind {
	case event.SanctionApplied, event.SanctionLifted: // their words are the staff's
		return
	case event.ReportFiled, event.AppealFiled: // said to the staff, and judged by nothing
		a.Unseen = true
	}
	a.Rationale, a.Features = "", event.Features{} // on the forum nobody else reads them
	if a.Unseen {
		a.Title, a.Text, a.URL, a.Reason = "", "", "", ""
	}
}

// ending says what ends that words are seen: those of one item, or all of an agent; and whether for ever.
type ending struct {
	item, agent string
	ever        bool
}

// endingOf reads what an action ends; the zero ending is nothing.
func endingOf(a event.Action) ending {
	switch a.Kind {
	case event.ContentHeld, event.ContentRemoved:
		return ending{item: a.Target.ID}
	case event.ContentDeleted, event.ContentErased, event.ContentEdited:
		return ending{item: a.Target.ID, ever: true}
	case event.SanctionApplied:
		if a.Title == event.DoShadowban || a.Title == event.DoQuarantine {
			return ending{agent: a.Agent.ID}
		}
	}
	return ending{}
}

// meets says whether a frame tells words that are no longer seen.
func (e ending) meets(f *frame) bool {
	return f.kind == typeAction && !f.bare && (e.item != "" && f.item == e.item || e.agent != "" && f.agents[0] == e.agent)
}

// restorable says whether an action tells words that come back when their item is restored.
func restorable(kind event.Kind) bool {
	return kind == event.PostCreated || kind == event.CommentCreated || kind == event.ContentEdited
}

// withhold takes words that are no longer seen out of all that is kept, and lays aside those that may be
// seen again.
func (l *Live) withhold(e ending) {
	taken := append(l.recent.withhold(e), l.ring.withhold(e)...)
	if e.ever {
		l.aside.drop(e.item)
		return
	}
	if e.item != "" {
		l.aside.hide(e.item)
	}
	for _, f := range taken {
		switch {
		case !restorable(f.action):
		case e.agent != "":
			l.aside.putOfAuthor(f)
		default:
			l.aside.put(f)
		}
	}
}

// tellAllAnew shows once more what was seen of an agent until it went out of sight: the last of it, as much as who comes later
// is told. What it wrote meanwhile may be hidden by more than that, and is not told.
func (l *Live) tellAllAnew(agent string) {
	items := l.aside.ofAuthor(agent)
	for i, item := range items {
		if i < len(items)-keep[typeAction] {
			l.aside.drop(item)
		} else {
			l.tellAnew(item)
		}
	}
}

// tellAnew shows an item's action once more, now with its words, if they were laid aside. It is no new
// action: nothing counts it.
func (l *Live) tellAnew(item string) {
	if f := l.aside.drop(item); f != nil {
		l.recent.replace(f)
		l.ring.add(f)
	}
}

// withheld gives the frame of an action without its words. Frames are shared: f stays as it is.
func (f *frame) withheld() *frame {
	var message struct{ Action event.Action }
	if json.Unmarshal(f.encoded, &message) != nil {
		message.Action = event.Action{Kind: f.action} // what we encoded can be read
	}
	a := message.Action
	a.Unseen = true
	withhold(&a)
	bare := *f
	bare.bare, bare.text, bare.encoded = true, "", encode(typeAction, typeAction, a)
	return &bare
}

// withhold replaces what is kept for readers and is no longer seen, and gives it.
func (r *ring) withhold(e ending) []*frame {
	r.mu.Lock()
	defer r.mu.Unlock()
	return withholdIn(r.frames, e)
}

// withhold replaces what is kept for those who come later and is no longer seen, and gives it.
func (r *recent) withhold(e ending) []*frame {
	r.mu.Lock()
	defer r.mu.Unlock()
	return withholdIn(r.kept[typeAction], e)
}

func withholdIn(frames []*frame, e ending) (taken []*frame) {
	for i, f := range frames {
		if f != nil && e.meets(f) {
			frames[i] = f.withheld()
			taken = append(taken, f)
		}
	}
	return taken
}
