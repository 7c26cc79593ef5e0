package policy

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Error says what is wrong in a policy and where. Line and Column count from 1.
type Error struct {
	Source       string
	Line, Column int
	Problem      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Source, e.Line, e.Column, e.Problem)
}

// fromYAML keeps the place and the message of the YAML library, without its drawing of the source.
func fromYAML(err error) *Error {
	var placed yaml.Error
	if !errors.As(err, &placed) {
		return &Error{Line: 1, Column: 1, Problem: err.Error()}
	}
	at := placeOf(placed.GetToken())
	return &Error{Line: at.line, Column: at.column, Problem: placed.GetMessage()}
}

// place is where something stands, and what kind of value is there.
type place struct {
	line, column int
	value        ast.NodeType
}

func placeOf(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{line: 1, column: 1}
	}
	return place{line: max(1, t.Position.Line), column: max(1, t.Position.Column)}
}

// places holds where each value of a document stands, by its path, such as rules[1].match.kind.
type places map[string]place

// of gives the place of path, or of the nearest thing around it.
func (p places) of(path string) place {
	for end := len(path); end > 0; end-- {
		if end < len(path) && path[end] != '.' && path[end] != '[' {
			continue
		}
		if at, ok := p[path[:end]]; ok {
			return at
		}
	}
	return place{line: 1, column: 1}
}

// locate walks a document. It refuses anchors, aliases, tags and merges: a reviewer must see
// what a rule says where the rule stands.
func locate(body ast.Node) (places, error) {
	found := places{}
	return found, found.walk(body, "")
}

func (p places) walk(node ast.Node, path string) error {
	if node == nil {
		return nil
	}
	if _, known := p[path]; !known {
		p[path] = placeOf(node.GetToken())
	}
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, value := range n.Values {
			if err := p.walk(value, path); err != nil {
				return err
			}
		}
	case *ast.MappingValueNode:
		return p.walkPair(n, path)
	case *ast.SequenceNode:
		for i, value := range n.Values {
			if err := p.walk(value, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode, *ast.DirectiveNode:
		at := placeOf(node.GetToken())
		return &Error{Line: at.line, Column: at.column, Problem: "anchors, aliases, tags and merges are not taken: write the value out where it is used"}
	}
	return nil
}

func (p places) walkPair(pair *ast.MappingValueNode, path string) error {
	if _, merge := pair.Key.(*ast.MergeKeyNode); merge {
		return p.walk(pair.Key, path)
	}
	key := pair.Key.GetToken()
	at := placeOf(key)
	if key == nil {
		return &Error{Line: at.line, Column: at.column, Problem: "a value without a key"}
	}
	below := key.Value
	if path != "" {
		below = path + "." + key.Value
	}
	if pair.Value != nil {
		at.value = pair.Value.Type()
	}
	p[below] = at
	return p.walk(pair.Value, below)
}
