package cache

import "sync"

// Cache keeps values by key. The zero value keeps nothing; make one with New.
type Cache[K comparable, V any] struct {
	most int // bytes, or whatever Put's size counts

	mu         sync.RWMutex
	young, old map[K]entry[V] // old: what nobody has asked for since young was begun anew
	size       int            // of young; that of old was at most half of the whole
	least      uint64         // nothing of an earlier generation is taken
}

type entry[V any] struct {
	value      V
	generation uint64
	size       int
}

// New gives a cache that holds at most so much, in the measure of Put's size.
func New[K comparable, V any](most int) *Cache[K, V] {
	return &Cache[K, V]{most: most, young: map[K]entry[V]{}}
}

// Get gives the value of a key, if it was stored with a generation that is not before the oldest
// that is still true.
func (c *Cache[K, V]) Get(key K, oldest uint64) (v V, ok bool) {
	c.mu.RLock()
	e, young := c.young[key]
	if !young {
		e, ok = c.old[key]
	}
	c.mu.RUnlock()
	if !young && !ok || e.generation < oldest {
		return v, false
	}
	if !young {
		c.Put(key, e.generation, e.value, e.size)
	}
	return e.value, true
}

// Put stores a value, unless there is one of a later generation; one of more than an eighth of
// the whole it leaves out. When there is no room it forgets what was not asked for lately.
func (c *Cache[K, V]) Put(key K, generation uint64, v V, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before, young := c.young[key]
	if max(before.generation, c.old[key].generation, c.least) > generation || size > c.most/8 {
		return
	}
	if c.size += size; young {
		c.size -= before.size
	}
	if c.size > c.most/2 {
		c.young, c.old, c.size = map[K]entry[V]{}, c.young, size
	}
	c.young[key] = entry[V]{value: v, generation: generation, size: size}
}

// Forget drops everything, and what is still being computed of an earlier generation it will not take.
func (c *Cache[K, V]) Forget(generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old, c.size, c.least = map[K]entry[V]{}, nil, 0, generation
}
