package live

import (
	"fmt"
	"testing"
)

func TestWhatIsLaidAsideIsBounded(t *testing.T) {
	for name, c := range map[string]struct{ size, want int }{"by number": {100, asideFrames}, "by bytes": {asideBytes / 10, 10}} {
		t.Run(name, func(t *testing.T) {
			var s aside
			for i := range asideFrames + 20 {
				for range 2 { // again is once
					s.put(&frame{item: fmt.Sprint(i), encoded: make([]byte, c.size)})
				}
			}
			if len(s.kept) != c.want || len(s.order) != c.want || s.bytes != c.want*c.size {
				t.Errorf("kept %d in %d bytes, in order %d; want %d", len(s.kept), s.bytes, len(s.order), c.want)
			}
			if s.drop("0") != nil || s.drop(fmt.Sprint(asideFrames+19)) == nil {
				t.Error("want the oldest forgotten and the newest kept")
			}
			for i := range asideFrames + 20 {
				s.drop(fmt.Sprint(i))
			}
			if len(s.kept) != 0 || len(s.order) != 0 || s.bytes != 0 {
				t.Errorf("left: %d, %d, %d bytes", len(s.kept), len(s.order), s.bytes)
			}
		})
	}
}

func TestWhatIsToldAnewAtOnceIsBounded(t *testing.T) {
	const more = 20
	l := &Live{ring: newRing(asideFrames), recent: &recent{}}
	for i := range keep[typeAction] + more {
		l.aside.putOfAuthor(&frame{kind: typeAction, item: fmt.Sprint(i), agents: []string{"crab"}})
	}
	l.tellAllAnew("crab")
	told := l.recent.kept[typeAction]
	if len(told) != keep[typeAction] || told[0].item != fmt.Sprint(more) || len(l.aside.kept) != 0 || len(l.aside.alone) != 0 {
		t.Errorf("told %d, the first %q; %d and %d are kept", len(told), told[0].item, len(l.aside.kept), len(l.aside.alone))
	}
}
