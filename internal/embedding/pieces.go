package embedding

import (
	"fmt"
	"strings"
)

// pieces is the vocabulary as two tries over bytes: of what begins a word, and of what goes on
// with one ("##" in the vocabulary). A walk down gives the longest piece in one pass.
type pieces struct {
	count    int // of tokens
	unknown  int32
	specials []special
	edges    []edge  // open addressing, a power of two long
	token    []int32 // of each node; none where no piece ends
}

type special struct {
	text string
	id   int32
}

type edge struct{ from, to uint32 } // from: node<<8 | byte, plus one; zero: free

const (
	none          = -1
	wordRoot      = 0
	restRoot      = 1
	continuation  = "##"
	unknownToken  = "[UNK]"
	longestWord   = 100        // characters; a longer word is unknown, as in the reference
	spreadEdges   = 2654435769 // 2^32 / golden ratio: Fibonacci hashing (Knuth, TAOCP 3, 6.4)
	edgesPerPiece = 8
)

// parsePieces reads a token a line; its number is its place.
func parsePieces(file string) (*pieces, error) {
	tokens := strings.Split(strings.TrimSuffix(file, "\n"), "\n")
	p := &pieces{count: len(tokens), unknown: none, token: []int32{none, none}}
	size := 1
	for size < len(tokens)*edgesPerPiece {
		size *= 2
	}
	p.edges = make([]edge, size)
	for id, token := range tokens {
		switch token {
		case unknownToken:
			p.unknown = int32(id)
			fallthrough
		case "[PAD]", "[CLS]", "[SEP]", "[MASK]":
			p.specials = append(p.specials, special{token, int32(id)})
		}
		if rest, ok := strings.CutPrefix(token, continuation); ok && rest != "" {
			p.add(restRoot, rest, int32(id))
		} else {
			p.add(wordRoot, token, int32(id))
		}
		if len(p.token) > size*3/4 {
			return nil, fmt.Errorf("its pieces are longer than the table of %d is made for", size)
		}
	}
	if p.unknown == none {
		return nil, fmt.Errorf("it has no %s", unknownToken)
	}
	return p, nil
}

// The race detector leaves out add, slot and split: a tree is one caller's until it is whole, then only read.
//
//go:norace
func (p *pieces) add(node uint32, piece string, id int32) {
	for i := range len(piece) {
		at := p.slot(node, piece[i])
		if p.edges[at].from == 0 {
			p.edges[at] = edge{node<<8 | uint32(piece[i]) + 1, uint32(len(p.token))}
			p.token = append(p.token, none)
		}
		node = p.edges[at].to
	}
	p.token[node] = id
}

// slot is where the edge of node for b stands, or would stand.
//
//go:norace
func (p *pieces) slot(node uint32, b byte) uint32 {
	key, mask := node<<8|uint32(b)+1, uint32(len(p.edges)-1)
	at := (key * spreadEdges >> 7) & mask
	for p.edges[at].from != 0 && p.edges[at].from != key {
		at = (at + 1) & mask
	}
	return at
}

// split appends the pieces of a word to into: the longest first, again and again; or the one
// unknown token if at some place none fits.
//
//go:norace
func (p *pieces) split(word []byte, into []int32) []int32 {
	begin, node := len(into), uint32(wordRoot)
	for len(word) > 0 {
		token, length := int32(none), 0
		for i, b := range word {
			e := p.edges[p.slot(node, b)]
			if e.from == 0 {
				break
			}
			if node = e.to; p.token[node] != none {
				token, length = p.token[node], i+1
			}
		}
		if token == none {
			return append(into[:begin], p.unknown)
		}
		into, word, node = append(into, token), word[length:], restRoot
	}
	return into
}
