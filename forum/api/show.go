package api

import (
	"context"
	"fmt"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/cache"
	"github.com/moltwatch/moltwatch/forum/store"
)

// showPosts gives the posts at some places as the caller sees them.
func (s *Server) showPosts(ctx context.Context, c caller, places []store.Place) ([]shownPost, error) {
	generation, known := s.Store.Generation()
	if !known || !board.SeesAsAStranger(c.Agent) {
		return s.readPostsAt(ctx, c, places)
	}
	list, err := s.postPieces(ctx, places, generation)
	if err != nil {
		return nil, err
	}
	err = s.fill(ctx, list, s.recent.authors, (*shownPost).authorPiece, s.readAuthors, generation)
	if err == nil {
		err = s.fill(ctx, list, s.recent.submolts, (*shownPost).submoltPiece, s.readSubmolts, generation)
	}
	if err == nil && c.Following > 0 {
		err = s.markFollowed(ctx, c, list)
	}
	return list, err
}

// readPostsAt is showPosts for who sees what strangers do not, or when nobody knows what has changed.
func (s *Server) readPostsAt(ctx context.Context, c caller, places []store.Place) ([]shownPost, error) {
	posts, err := s.Board.PostsAt(ctx, c.Agent, places)
	if err != nil {
		return nil, err
	}
	list := make([]shownPost, len(posts))
	for i, p := range posts {
		if list[i], err = wholePost(p); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// wholePost gives a post of which all was read.
func wholePost(p store.Post) (shown shownPost, err error) {
	shown.followed = p.Followed
	if shown.postPiece, err = pieceOfPost(p, 0); err != nil {
		return shown, err
	}
	if shown.author, err = pieceOfAuthor(p.Author); err != nil {
		return shown, err
	}
	shown.submolt, err = pieceOfSubmolt(p.SubmoltID, p.Submolt, p.SubmoltTitle)
	return shown, err
}

// postPieces gives the posts at places that are in everybody's sight, without their authors and submolts.
func (s *Server) postPieces(ctx context.Context, places []store.Place, generation uint64) ([]shownPost, error) {
	list := make([]shownPost, len(places))
	var unknown []store.Place
	at := map[int64]int{}
	for i, p := range places {
		// How old it may be is known by its id; nothing is older than 0.
		piece, kept := s.recent.posts.Get(p.N, 0)
		if kept && piece.generation >= s.Store.Changed(piece.id) {
			list[i].postPiece = piece
			continue
		}
		unknown = append(unknown, p)
		at[p.N] = i
	}
	if len(unknown) == 0 {
		return list, nil
	}
	posts, err := s.readUnknown(ctx, unknown, len(places), generation)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		piece, err := pieceOfPost(p, generation)
		if err != nil {
			return nil, err
		}
		s.recent.posts.Put(p.N, generation, piece, len(piece.fields)+overhead)
		list[at[p.N]].postPiece = piece
	}
	there := list[:0] // some went out of sight meanwhile
	for _, p := range list {
		if p.id != "" {
			there = append(there, p)
		}
	}
	return there, nil
}

// readUnknown reads posts of which no pieces are kept. Where that is a whole page, its authors and submolts are hardly
// known either: then they are read with them, and kept.
func (s *Server) readUnknown(ctx context.Context, unknown []store.Place, of int, generation uint64) ([]store.Post, error) {
	if len(unknown) < of {
		return s.Store.BarePosts(ctx, unknown)
	}
	posts, err := s.Store.PostsAt(ctx, unknown, "")
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		err := keep(s.recent.authors, p.Author.ID, s.Store.Changed(p.Author.ID), generation, func() ([]byte, error) { return pieceOfAuthor(p.Author) })
		if err == nil {
			err = keep(s.recent.submolts, p.SubmoltID, s.Store.Changed(p.SubmoltID), generation, func() ([]byte, error) { return pieceOfSubmolt(p.SubmoltID, p.Submolt, p.SubmoltTitle) })
		}
		if err != nil {
			return nil, err
		}
	}
	return posts, nil
}

// keep makes a piece that is not kept since a change, and keeps it as of a generation.
func keep(kept *cache.Cache[string, []byte], id string, changed, generation uint64, piece func() ([]byte, error)) error {
	if _, is := kept.Get(id, changed); is {
		return nil
	}
	made, err := piece()
	if err == nil {
		kept.Put(id, generation, made, len(made)+overhead)
	}
	return err
}

func (p *shownPost) authorPiece() (id string, piece *[]byte)  { return p.authorID, &p.author }
func (p *shownPost) submoltPiece() (id string, piece *[]byte) { return p.submoltID, &p.submolt }

// fill sets one piece of each post: those that are not kept are read.
func (s *Server) fill(ctx context.Context, list []shownPost, kept *cache.Cache[string, []byte], of func(*shownPost) (string, *[]byte),
	read func(context.Context, []string) (map[string][]byte, error), generation uint64,
) error {
	var unknown []string
	for i := range list {
		id, piece := of(&list[i])
		var is bool
		if *piece, is = kept.Get(id, s.Store.Changed(id)); !is {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	found, err := read(ctx, unknown)
	if err != nil {
		return err
	}
	for id, piece := range found {
		kept.Put(id, generation, piece, len(piece)+overhead)
	}
	for i := range list {
		id, piece := of(&list[i])
		if *piece == nil {
			*piece = found[id]
		}
		if *piece == nil {
			return fmt.Errorf("post %s is of %s, which is not in the store", list[i].id, id)
		}
	}
	return nil
}

func (s *Server) readAuthors(ctx context.Context, ids []string) (map[string][]byte, error) {
	authors, err := s.Store.Authors(ctx, ids)
	found := make(map[string][]byte, len(authors))
	for _, a := range authors {
		if found[a.ID], err = pieceOfAuthor(a); err != nil {
			break
		}
	}
	return found, err
}

func (s *Server) readSubmolts(ctx context.Context, ids []string) (map[string][]byte, error) {
	submolts, err := s.Store.SubmoltNames(ctx, ids)
	found := make(map[string][]byte, len(submolts))
	for _, m := range submolts {
		if found[m.ID], err = pieceOfSubmolt(m.ID, m.Name, m.DisplayName); err != nil {
			break
		}
	}
	return found, err
}

// markFollowed says of which posts the caller follows the author.
func (s *Server) markFollowed(ctx context.Context, c caller, list []shownPost) error {
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.authorID
	}
	followed, err := s.Store.Followed(ctx, c.ID, ids)
	is := make(map[string]bool, len(followed))
	for _, id := range followed {
		is[id] = true
	}
	for i, p := range list {
		list[i].followed = is[p.authorID]
	}
	return err
}
