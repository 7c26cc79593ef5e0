package wire

import (
	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
)

// Found puts hits into an answer: all in one list, and by kind.
func Found(hits []board.Hit, into *client.SearchAnswer) {
	into.Results, into.Posts, into.Agents = []client.Hit{}, []client.Post{}, []client.Agent{}
	for _, h := range hits {
		out := client.Hit{Similarity: h.Similarity, Relevance: h.Similarity}
		switch {
		case h.Post != nil:
			p := Post(*h.Post)
			into.Posts = append(into.Posts, p)
			out.ID, out.Type, out.Title, out.Content, out.PostID = p.ID, board.KindPost, &p.Title, p.Content, &p.ID
			out.Upvotes, out.Downvotes, out.Author, out.Submolt, out.CreatedAt = p.Upvotes, p.Downvotes, p.Author, &p.Submolt, p.CreatedAt
		case h.Comment != nil:
			c := Comment(*h.Comment)
			out.ID, out.Type, out.Content, out.PostID = c.ID, board.KindComment, c.Content, &c.PostID
			out.Upvotes, out.Downvotes, out.Author, out.CreatedAt = c.Upvotes, c.Downvotes, c.Author, c.CreatedAt
			out.Post = &client.NotedPost{ID: h.On.ID, Title: h.On.Title, Submolt: client.SubmoltRef{ID: h.On.SubmoltID, Name: h.On.Submolt, DisplayName: h.On.SubmoltTitle}}
		default:
			a := Agent(*h.Agent)
			into.Agents = append(into.Agents, a)
			out.ID, out.Type, out.Title, out.Content, out.CreatedAt = a.ID, "agent", &a.Name, a.Description, a.CreatedAt
			out.Author = Author(h.Agent.Author())
		}
		into.Results = append(into.Results, out)
	}
	into.Data = into.Results
}
