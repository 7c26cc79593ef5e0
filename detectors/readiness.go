package detectors

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// health is what holds the detectors up now. The engine writes it, whoever asks reads it.
type health struct {
	mu      sync.Mutex
	started bool
	held    map[string]error // what is tried again, and why
	failing []string         // detectors that fail or take too long, in words
}

// hold notes that something is tried again, or with a nil error that it succeeded.
func (h *health) hold(doing string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held == nil {
		h.held = map[string]error{}
	}
	if delete(h.held, doing); err != nil {
		h.held[doing] = err
	}
}

func (h *health) trouble(workers []*worker) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.started, h.failing = true, nil
	for _, w := range workers {
		if w.failures > 0 {
			h.failing = append(h.failing, fmt.Sprintf("detector %s has failed %d times in a row, its last tick was %s", w.name, w.failures, w.done))
		} else {
			h.failing = append(h.failing, fmt.Sprintf("detector %s takes long and is behind the others, its last tick was %s", w.name, w.done))
		}
	}
}

// Ready says what holds the detectors up, or nil: all of them go on.
func (e *Engine) Ready(context.Context) error {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	for doing, err := range h.held {
		return fmt.Errorf("held up, trying again: %s: %w", doing, err)
	}
	if !h.started {
		return errors.New("the detectors have not looked at the watermark yet")
	}
	if len(h.failing) > 0 {
		return errors.New(h.failing[0])
	}
	return nil
}
