package score

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/moltwatch/moltwatch/sim"
)

// Labels are the truth about a corpus or a scenario, as sim writes it.
type Labels = sim.Truth

// ReadLabels reads labels.json. Agents and items that world does not know are an error that
// names the line.
func ReadLabels(path string, world *World) (Labels, error) {
	var l Labels
	text, end, err := open(path)
	if err != nil {
		return l, err
	}
	defer end()
	data, err := io.ReadAll(text)
	if err != nil {
		return l, bad(path, 0, "cannot be read, the file may be cut short: %v", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&l); err != nil {
		return l, fmt.Errorf("%s line %d: %w", path, lineAt(data, decoder.InputOffset()), err)
	}
	if len(l.Cases) == 0 && len(l.Negatives) == 0 && !l.Complete {
		return l, fmt.Errorf("%s has no cases and no negatives", path)
	}
	return l, world.know(path, data, l)
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

// know checks that the labels speak only of who and what there is. data may be nil: then no
// line is named.
func (w *World) know(path string, data []byte, l Labels) error {
	unknown := func(c sim.Case, what, id string) error {
		line := 0
		if at := bytes.Index(data, []byte(`"`+id+`"`)); at >= 0 {
			line = lineAt(data, int64(at))
		}
		return fmt.Errorf("%s line %d: case %s names %s %q, which is not in the data", path, line, c.ID, what, id)
	}
	ids := map[string]bool{}
	for _, list := range [][]sim.Case{l.Cases, l.Negatives} {
		for _, c := range list {
			if ids[c.ID] {
				return fmt.Errorf("%s: case %q is there twice", path, c.ID)
			}
			ids[c.ID] = true
			for _, id := range c.Agents {
				if !w.agents[id] {
					return unknown(c, "agent", id)
				}
			}
			for _, id := range c.Items {
				if _, ok := w.items[id]; !ok {
					return unknown(c, "item", id)
				}
			}
		}
	}
	return nil
}

// item is a post or comment: whose, and when.
type item struct {
	author string
	at     time.Time
}

// World is what happened, as far as judging needs it.
type World struct {
	agents map[string]bool
	items  map[string]item
}

// NewWorld makes an empty one.
func NewWorld() *World { return &World{agents: map[string]bool{}, items: map[string]item{}} }

// Agent lets the world know of an agent.
func (w *World) Agent(id string) { w.agents[id] = true }

// Item lets the world know of a post or comment.
func (w *World) Item(id, author string, at time.Time) {
	w.agents[author] = true
	w.items[id] = item{author, at}
}
