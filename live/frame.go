package live

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// The types of frame that a client gets. Beside these: counts, missed, hello, error.
const (
	typeAction   = "action"
	typeFlag     = "flag"
	typeDecision = "decision"
	typeCounts   = "counts"
)

// Bounds of what of a record is shown.
const (
	shownText  = 500 // bytes
	shownNames = 50  // members of a flag or decision
)

// frame is one message to clients, encoded once for all of them, with what filters ask about.
type frame struct {
	kind    string // type
	action  event.Kind
	agents  []string // ids and names
	submolt string
	text    string // lower case
	item    string // of an action: the post or comment whose words it tells
	unseen  bool   // of an action: its words are not seen, and may be later
	bare    bool   // of an action: its words were taken out
	ends    ending // of an action: whose words are no longer seen
	shows   string // of an action: the item whose words are seen again
	frees   string // of an action: the agent who is in sight from now on
	post    string // of an action: where it happened
	bans    int    // agents met by an applied sanction
	encoded []byte
}

// newFrame gives the frame for a record, or nil for one that is not shown.
func newFrame(m bus.Message) (*frame, error) {
	switch m.Topic {
	case bus.TopicActions:
		return actionFrame(m.Value)
	case bus.TopicFlags:
		return flagFrame(m.Value)
	case bus.TopicDecisions:
		return decisionFrame(m.Value)
	}
	return nil, fmt.Errorf("nothing is known of topic %s", m.Topic)
}

func encode(kind, field string, record any) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, field: record})
	if err != nil {
		return nil // records that were decoded can be encoded
	}
	return b
}

func actionFrame(value []byte) (*frame, error) {
	a, err := event.Decode[event.Action](value)
	if err != nil || a.Kind == event.Watermark {
		return nil, err
	}
	ends, item := endingOf(a), a.ID
	if a.Kind == event.ContentEdited {
		item = a.Target.ID
	}
	shows, frees := "", ""
	switch {
	case a.Unseen:
	case a.Kind == event.ContentRestored:
		shows = a.Target.ID
	case a.Kind == event.SanctionLifted:
		frees = a.Agent.ID
	}
	unseen := a.Unseen && restorable(a.Kind)
	a.Unseen = a.Unseen && !unseen // else the frame is whole, until take withholds it
	withhold(&a)
	a.Text, a.Title, a.Origin, a.TextSHA256 = cut(a.Text), cut(a.Title), event.Origin{}, ""
	return &frame{
		item: item, ends: ends, shows: shows, frees: frees, post: a.PostID, unseen: unseen,
		kind: typeAction, action: a.Kind, agents: []string{a.Agent.ID, a.Agent.Name}, submolt: a.Submolt,
		text: strings.ToLower(a.Title + " " + a.Text), encoded: encode(typeAction, typeAction, a),
	}, nil
}

func flagFrame(value []byte) (*frame, error) {
	f, err := event.Decode[event.Flag](value)
	if err != nil {
		return nil, err
	}
	members := f.Agents
	f.Agents, f.Items = first(f.Agents), first(f.Items)
	return &frame{
		kind: typeFlag, agents: members, text: strings.ToLower(f.Evidence.Summary), encoded: encode(typeFlag, typeFlag, f),
	}, nil
}

func decisionFrame(value []byte) (*frame, error) {
	d, err := event.Decode[event.Decision](value)
	if err != nil {
		return nil, err
	}
	members, bans := d.Subject.Agents, 0
	if d.State == event.StateApplied && (d.Action == event.DoBan || d.Action == event.DoShadowban || d.Action == event.DoSuspend || d.Action == event.DoQuarantine) {
		bans = len(members)
	}
	shown := struct {
		event.Decision
		AgentsTotal int `json:"agents_total"`
	}{d, len(members)}
	shown.Subject.Agents, shown.Subject.Items = first(members), first(d.Subject.Items)
	return &frame{
		kind: typeDecision, agents: members, bans: bans, text: strings.ToLower(d.Reason), encoded: encode(typeDecision, typeDecision, shown),
	}, nil
}

func first(list []string) []string { return list[:min(len(list), shownNames)] }

// cut shortens s to shownText bytes on a rune boundary.
func cut(s string) string {
	if len(s) <= shownText {
		return s
	}
	end := shownText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
