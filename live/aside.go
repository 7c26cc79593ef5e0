package live

import "slices"

// Bounds of what is kept of words that are not seen.
const (
	asideFrames = 1000
	asideBytes  = 4 << 20
)

// aside keeps the last actions whose words are not seen and may be again, whole, by the item that
// they tell. Nobody is shown what is in it. It has no lock: only take touches it, of actions alone,
// which come one at a time.
type aside struct {
	kept  map[string]*frame
	order []string // of items, oldest first
	bytes int
	alone map[string]bool // items that nothing hides but that their author is out of sight
}

// put keeps a frame whole, and forgets the oldest beyond the bounds.
func (s *aside) put(f *frame) {
	s.drop(f.item)
	if s.kept == nil {
		s.kept = map[string]*frame{}
	}
	s.kept[f.item] = f
	s.order = append(s.order, f.item)
	s.bytes += f.size()
	for len(s.order) > asideFrames || s.bytes > asideBytes {
		s.drop(s.order[0])
	}
}

// drop forgets an item's words, and gives them.
func (s *aside) drop(item string) *frame {
	f := s.kept[item]
	if f == nil {
		return nil
	}
	delete(s.kept, item)
	delete(s.alone, item)
	s.bytes -= f.size()
	at := slices.Index(s.order, item)
	s.order = slices.Delete(s.order, at, at+1)
	return f
}

// putOfAuthor is put for what was seen until its author went out of sight.
func (s *aside) putOfAuthor(f *frame) {
	s.put(f)
	if s.kept[f.item] == nil {
		return
	}
	if s.alone == nil {
		s.alone = map[string]bool{}
	}
	s.alone[f.item] = true
}

// hide notes that an item is hidden itself, and with a post what stands below it.
func (s *aside) hide(item string) {
	for kept := range s.alone {
		if kept == item || s.kept[kept].post == item {
			delete(s.alone, kept)
		}
	}
}

// ofAuthor gives the items, oldest first, that are seen again when their author is.
func (s *aside) ofAuthor(agent string) (items []string) {
	for _, item := range s.order {
		if s.alone[item] && s.kept[item].agents[0] == agent {
			items = append(items, item)
		}
	}
	return items
}

func (f *frame) size() int { return len(f.encoded) + len(f.text) }
