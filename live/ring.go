package live

import (
	"context"
	"sync"
)

// ring holds the latest frames. Readers keep their own place in it and pull.
type ring struct {
	mu      sync.Mutex
	frames  []*frame
	next    int           // number of the next frame, counted from 0
	changed chan struct{} // closed when a frame comes
}

func newRing(size int) *ring {
	return &ring{frames: make([]*frame, size), changed: make(chan struct{})}
}

func (r *ring) add(f *frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.frames[r.next%len(r.frames)] = f
	r.next++
	close(r.changed)
	r.changed = make(chan struct{})
}

// end is the place after the latest frame.
func (r *ring) end() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next
}

// pull waits for frames from place on and gives up to limit of them, the place after them,
// and how many were overwritten before they could be read.
func (r *ring) pull(ctx context.Context, place, limit int) (frames []*frame, after, missed int, err error) {
	for {
		r.mu.Lock()
		if oldest := r.next - len(r.frames); place < oldest {
			missed, place = oldest-place, oldest
		}
		for place < r.next && len(frames) < limit {
			frames = append(frames, r.frames[place%len(r.frames)])
			place++
		}
		changed := r.changed
		r.mu.Unlock()
		if len(frames) > 0 {
			return frames, place, missed, nil
		}
		select {
		case <-ctx.Done():
			return nil, place, missed, ctx.Err()
		case <-changed:
		}
	}
}
