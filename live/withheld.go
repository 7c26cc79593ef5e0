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

// ending says what ends that words are seen: those of one item, or all of an agent.
type ending struct{ item, agent string }

// endingOf reads what an action ends; the zero ending is nothing.
func endingOf(a event.Action) ending {
	switch a.Kind {
	case event.ContentHeld, event.ContentRemoved, event.ContentDeleted, event.ContentErased, event.ContentEdited:
		return ending{item: a.Target.ID}
	case event.SanctionApplied:
		if a.Title == event.DoShadowban || a.Title == event.DoQuarantine {
			return ending{agent: a.Agent.ID}
		}
	}
	return ending{}
}

// meets says whether a frame tells words that are no longer seen.
func (e ending) meets(f *frame) bool {
	return f.kind == typeAction && (e.item != "" && f.item == e.item || e.agent != "" && f.agents[0] == e.agent)
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
	bare.text, bare.encoded = "", encode(typeAction, typeAction, a)
	return &bare
}

// withhold replaces what is kept for readers and is no longer seen.
func (r *ring) withhold(e ending) {
	r.mu.Lock()
	defer r.mu.Unlock()
	withholdIn(r.frames, e)
}

// withhold replaces what is kept for those who come later and is no longer seen.
func (r *recent) withhold(e ending) {
	r.mu.Lock()
	defer r.mu.Unlock()
	withholdIn(r.kept[typeAction], e)
}

func withholdIn(frames []*frame, e ending) {
	for i, f := range frames {
		if f != nil && e.meets(f) {
			frames[i] = f.withheld()
		}
	}
}
