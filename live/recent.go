package live

import (
	"encoding/json"
	"slices"
	"sync"
)

// recent keeps the last frames of each type, so that a page that opens later is not empty.
type recent struct {
	mu   sync.Mutex
	kept map[string][]*frame
}

// How many of each type are kept.
var keep = map[string]int{typeAction: 100, typeFlag: 100, typeDecision: 200}

func (r *recent) add(f *frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = map[string][]*frame{}
	}
	list := append(r.kept[f.kind], f)
	if extra := len(list) - keep[f.kind]; extra > 0 {
		list = append(list[:0:0], list[extra:]...)
	}
	r.kept[f.kind] = list
}

// replace puts an action's frame in the place of what is kept of it without words, or else last.
func (r *recent) replace(f *frame) {
	if !r.replaced(f) {
		r.add(f)
	}
}

func (r *recent) replaced(f *frame) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, kept := range slices.Backward(r.kept[typeAction]) {
		if kept.bare && kept.item == f.item && kept.action == f.action {
			r.kept[typeAction][i] = f
			return true
		}
	}
	return false
}

// frames gives what a filter lets through, flags and decisions before actions.
func (r *recent) frames(filter Filter) (frames []json.RawMessage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, kind := range []string{typeFlag, typeDecision, typeAction} {
		for _, f := range r.kept[kind] {
			if filter.match(f) {
				frames = append(frames, f.encoded)
			}
		}
	}
	return frames
}
