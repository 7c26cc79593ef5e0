package cache

import "sync"

// Cache keeps values by key. The zero value keeps nothing; make one with New.
type Cache[K comparable, V any] struct {
	most int // bytes, or whatever Put's size counts

	mu      sync.RWMutex
	entries map[K]entry[V]
	size    int
}

type entry[V any] struct {
	value      V
	generation uint64
	size       int
}

// New gives a cache that holds at most so much, in the measure of Put's size.
func New[K comparable, V any](most int) *Cache[K, V] {
	return &Cache[K, V]{most: most, entries: map[K]entry[V]{}}
}

// Get gives the value that was stored under a key in a generation.
func (c *Cache[K, V]) Get(key K, generation uint64) (v V, ok bool) {
	c.mu.RLock()
	e, ok := c.entries[key]
	c.mu.RUnlock()
	if !ok || e.generation != generation {
		return v, false
	}
	return e.value, true
}

// Put stores a value, in place of what is there; one of more than an eighth of the whole it leaves
// out. When there is no room it forgets others, old
// generations first, then any.
func (c *Cache[K, V]) Put(key K, generation uint64, v V, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(key)
	if size > c.most/8 {
		return
	}
	if c.size+size > c.most {
		c.shrink(generation)
	}
	c.entries[key] = entry[V]{value: v, generation: generation, size: size}
	c.size += size
}

// shrink makes room for at least an eighth of the whole, so that it is seldom done.
func (c *Cache[K, V]) shrink(generation uint64) {
	for key, e := range c.entries {
		if e.generation != generation {
			c.remove(key)
		}
	}
	for key := range c.entries {
		if c.size <= c.most/8*7 {
			return
		}
		c.remove(key)
	}
}

func (c *Cache[K, V]) remove(key K) {
	if e, ok := c.entries[key]; ok {
		c.size -= e.size
		delete(c.entries, key)
	}
}
