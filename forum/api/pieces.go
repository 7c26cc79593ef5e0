package api

import (
	"encoding/json"

	"github.com/moltwatch/moltwatch/forum/cache"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

// pieces are what pages of posts are put together of, as they are sent: they are kept until the store
// says that they may have changed. Which posts are on a page, the store is always asked. What is of the
// reader is in none of them.
type pieces struct {
	posts             *cache.Cache[int64, postPiece]
	authors, submolts *cache.Cache[string, []byte] // by id: fields of a post, each with a comma before it
}

// postPiece is a post without the fields of its author, its submolt and its reader.
type postPiece struct {
	id, authorID, submoltID string
	fields                  []byte // begins the object, and does not end it
	generation              uint64 // since which it is known
}

// Bounds of the pieces, in bytes.
const (
	maxPostBytes    = 64 << 20
	maxAuthorBytes  = 16 << 20
	maxSubmoltBytes = 4 << 20
	overhead        = 256 // of each, about
)

func newPieces() pieces {
	return pieces{
		posts:    cache.New[int64, postPiece](maxPostBytes),
		authors:  cache.New[string, []byte](maxAuthorBytes),
		submolts: cache.New[string, []byte](maxSubmoltBytes),
	}
}

// forget drops what was read before a generation.
func (p *pieces) forget(generation uint64) {
	p.posts.Forget(generation)
	p.authors.Forget(generation)
	p.submolts.Forget(generation)
}

// shownPost is a post as a reader sees it.
type shownPost struct {
	postPiece
	author, submolt []byte
	followed        bool // the reader follows its author
}

func (p *shownPost) size() int { return len(p.fields) + len(p.author) + len(p.submolt) + 32 }

// append writes it as client.Post is written, but for the order of the fields.
func (p *shownPost) append(b []byte) []byte {
	b = append(append(append(b, p.fields...), p.author...), p.submolt...)
	if p.followed {
		return append(b, `,"you_follow_author":true}`...)
	}
	return append(b, `,"you_follow_author":false}`...)
}

// postFields are those of a post that a postPiece has: the others are never set.
type postFields struct {
	client.Post
	Author          *struct{} `json:"author,omitempty"`
	Submolt         *struct{} `json:"submolt,omitempty"`
	SubmoltName     *struct{} `json:"submolt_name,omitempty"`
	YouFollowAuthor *struct{} `json:"you_follow_author,omitempty"`
}

func pieceOfPost(p store.Post, generation uint64) (postPiece, error) {
	b, err := json.Marshal(postFields{Post: wire.Post(p)})
	if err != nil {
		return postPiece{}, err
	}
	return postPiece{p.ID, p.Author.ID, p.SubmoltID, b[:len(b)-1], generation}, nil
}

func pieceOfAuthor(a store.Author) ([]byte, error) {
	return fieldsOf(struct {
		Author client.Author `json:"author"`
	}{wire.Author(a)})
}

func pieceOfSubmolt(id, name, title string) ([]byte, error) {
	return fieldsOf(struct {
		Submolt client.SubmoltRef `json:"submolt"`
		Name    string            `json:"submolt_name"`
	}{client.SubmoltRef{ID: id, Name: name, DisplayName: title}, name})
}

// fieldsOf gives the fields of an object, each with a comma before it.
func fieldsOf(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	b = b[:len(b)-1]
	b[0] = ','
	return b, nil
}
