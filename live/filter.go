package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Filter says what a client wants to see. An empty list lets everything through; counts always come.
type Filter struct {
	Types    []string     `json:"types"`    // action, flag, decision
	Kinds    []event.Kind `json:"kinds"`    // of actions
	Agents   []string     `json:"agents"`   // ids or names
	Submolts []string     `json:"submolts"` // of actions
	Text     string       `json:"text"`     // part of a title, text, summary or reason; case does not matter
}

// Bounds of a filter.
const (
	maxFilterBytes = 8 << 10
	maxFilterList  = 100
	maxFilterText  = 200
)

// ParseFilter reads a client's {"filter":{…}}. Errors name the key.
func ParseFilter(message []byte) (Filter, error) {
	var request struct {
		Filter *Filter `json:"filter"`
	}
	if len(message) > maxFilterBytes {
		return Filter{}, fmt.Errorf("filter: %d bytes, at most %d are taken", len(message), maxFilterBytes)
	}
	decoder := json.NewDecoder(bytes.NewReader(message))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&request); err != nil {
		return Filter{}, fmt.Errorf("want {\"filter\":{\"types\":[],\"kinds\":[],\"agents\":[],\"submolts\":[],\"text\":\"\"}}: %w", err)
	}
	if request.Filter == nil {
		return Filter{}, fmt.Errorf("filter: is missing")
	}
	f := *request.Filter
	for _, t := range f.Types {
		if !slices.Contains([]string{typeAction, typeFlag, typeDecision}, t) {
			return Filter{}, fmt.Errorf("filter.types: %.40q, want action, flag or decision", t)
		}
	}
	for name, n := range map[string]int{"types": len(f.Types), "kinds": len(f.Kinds), "agents": len(f.Agents), "submolts": len(f.Submolts)} {
		if n > maxFilterList {
			return Filter{}, fmt.Errorf("filter.%s: %d entries, at most %d are taken", name, n, maxFilterList)
		}
	}
	if len(f.Text) > maxFilterText {
		return Filter{}, fmt.Errorf("filter.text: %d bytes, at most %d are taken", len(f.Text), maxFilterText)
	}
	f.Text = strings.ToLower(f.Text)
	return f, nil
}

func (f Filter) match(fr *frame) bool {
	if fr.kind == typeCounts {
		return true
	}
	if len(f.Types) > 0 && !slices.Contains(f.Types, fr.kind) {
		return false
	}
	if fr.kind == typeAction {
		if len(f.Kinds) > 0 && !slices.Contains(f.Kinds, fr.action) {
			return false
		}
		if len(f.Submolts) > 0 && !slices.Contains(f.Submolts, fr.submolt) {
			return false
		}
	}
	if len(f.Agents) > 0 && !slices.ContainsFunc(fr.agents, func(a string) bool { return slices.Contains(f.Agents, a) }) {
		return false
	}
	return strings.Contains(fr.text, f.Text)
}
