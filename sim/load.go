package sim

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

//go:embed scenarios/*.yaml
var builtIn embed.FS

// Names lists the scenarios that ship, by name.
func Names() []string {
	files, err := fs.Glob(builtIn, "scenarios/*.yaml")
	if err != nil {
		return nil // the pattern is a constant
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return names
}

// Load reads a scenario: a file of the caller's, or by its name one of those that ship. An
// unknown key or an impossible value is an error that names the line.
func Load(nameOrPath string) (Scenario, error) {
	if slices.Contains(Names(), nameOrPath) {
		data, err := builtIn.ReadFile("scenarios/" + nameOrPath + ".yaml")
		if err != nil {
			return Scenario{}, fmt.Errorf("reading the built-in scenario %s: %w", nameOrPath, err)
		}
		return Parse(nameOrPath, data)
	}
	data, err := os.ReadFile(nameOrPath)
	if os.IsNotExist(err) {
		return Scenario{}, fmt.Errorf("there is no scenario %q: give a file, or a name that `moltwatch sim list` shows", nameOrPath)
	}
	if err != nil {
		return Scenario{}, fmt.Errorf("reading the scenario: %w", err)
	}
	return Parse(nameOrPath, data)
}

// Parse reads a scenario; name is what errors call it.
func Parse(name string, data []byte) (Scenario, error) {
	var s Scenario
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return s, fmt.Errorf("%s: %s", name, oneLine(err))
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return s, fmt.Errorf("%s: want one YAML document, it has %d", name, len(file.Docs))
	}
	if err := yaml.NodeToValue(file.Docs[0].Body, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("%s: %s", name, oneLine(err))
	}
	s.complete()
	if p := s.check(); p != nil {
		return s, fmt.Errorf("%s: line %d: %s %s", name, lineOf(file.Docs[0].Body, p.path), p.path, p.problem)
	}
	return s, nil
}

// lineOf finds the line of a path such as $.campaigns[1].who.count, or of the nearest thing
// above it that the file has.
func lineOf(body ast.Node, at string) int {
	for {
		if p, err := yaml.PathString(at); err == nil {
			if node, err := p.FilterNode(body); err == nil && node != nil && node.GetToken() != nil {
				return node.GetToken().Position.Line
			}
		}
		cut := strings.LastIndexAny(at, ".[")
		if cut <= 0 {
			return 1
		}
		at = at[:cut]
	}
}

// oneLine keeps the first line of the library's error, which names line and column.
func oneLine(err error) string {
	first, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
	if place, what, ok := strings.Cut(strings.TrimPrefix(first, "["), "] "); ok {
		line, _, _ := strings.Cut(place, ":")
		return "line " + line + ": " + what
	}
	return first
}
