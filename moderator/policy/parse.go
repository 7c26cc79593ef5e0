package policy

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxBytes bounds a policy file: more than this is not a policy that a person can review.
const maxBytes = 64 << 10

//go:embed default.yaml
var defaultYAML []byte

// Default is the policy that applies unless another one is named.
func Default() (*Policy, error) { return Parse("the built-in policy", defaultYAML) }

// DefaultYAML gives the text of the built-in policy, to start one's own from.
func DefaultYAML() []byte { return append([]byte(nil), defaultYAML...) }

// Load reads a policy file. What is wrong in it comes back as an *Error.
func Load(path string) (*Policy, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the policy: %w", err)
	}
	return Parse(path, raw)
}

// Parse reads a policy; source names it in errors, which are of type *Error.
func Parse(source string, raw []byte) (*Policy, error) {
	p, err := parse(raw)
	var wrong *Error
	if errors.As(err, &wrong) {
		wrong.Source = source
	}
	return p, err
}

func parse(raw []byte) (*Policy, error) {
	if len(raw) > maxBytes {
		return nil, &Error{Line: 1, Column: 1, Problem: fmt.Sprintf("the file has %d bytes, at most %d are taken", len(raw), maxBytes)}
	}
	tokens := lexer.Tokenize(string(raw))
	if err := tooDeep(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, fromYAML(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, &Error{Line: 1, Column: 1, Problem: fmt.Sprintf("the file holds %d YAML documents, want one with rules", documents(file))}
	}
	places, err := locate(file.Docs[0].Body)
	if err != nil {
		return nil, err
	}
	p := new(Policy)
	if err := yaml.NodeToValue(file.Docs[0].Body, p, yaml.Strict()); err != nil {
		return nil, fromYAML(err)
	}
	if err := check(p, places); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	p.version = hex.EncodeToString(sum[:6])
	p.protected = make(map[string]bool, len(p.Protect))
	for _, agent := range p.Protect {
		p.protected[agent] = true
	}
	return p, nil
}

// Nesting of a policy goes five deep. The parser recurses, and time grows with the square of
// the depth, so that what is far deeper is refused before it is parsed.
const (
	maxFlowDepth   = 16
	maxLineOpeners = 64 // entries, keys and tags that begin on one line
)

func tooDeep(tokens token.Tokens) error {
	depth, line, openers := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, openers = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType, token.TagType, token.AnchorType:
			openers++
		}
		if depth > maxFlowDepth || openers > maxLineOpeners {
			at := placeOf(t)
			return &Error{Line: at.line, Column: at.column, Problem: "nested deeper than any policy is"}
		}
	}
	return nil
}

func documents(file *ast.File) int {
	n := 0
	for _, doc := range file.Docs {
		if doc.Body != nil {
			n++
		}
	}
	return n
}
