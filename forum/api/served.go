package api

import (
	"math/rand/v2"

	"github.com/moltwatch/moltwatch/forum/client"
)

// served notes what an agent was shown, of so many calls as the setting says: whoever does what
// an attack asks for has read it before.
func served[T any](s *Server, c caller, where string, list []T, add func(ids []string, item T) []string) {
	if c.ID == "" || len(list) == 0 || s.SampleServed <= 0 || rand.Float64() >= s.SampleServed {
		return
	}
	var ids []string
	for _, item := range list {
		ids = add(ids, item)
	}
	s.Board.Served(c.Actor, where, ids)
}

func addPost(ids []string, p client.Post) []string { return append(ids, p.ID) }

func addThread(ids []string, c client.Comment) []string {
	ids = append(ids, c.ID)
	for _, reply := range c.Replies {
		ids = addThread(ids, reply)
	}
	return ids
}
