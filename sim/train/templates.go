package main

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

//go:embed templates/*.txt
var templateFiles embed.FS

// templates writes texts: each line of a list may be drawn. {a|b} is one of both, <name> is a
// line of the list of that name.
type templates struct {
	lists map[string][]string
}

func readTemplates(files ...string) (*templates, error) {
	t := &templates{lists: map[string][]string{}}
	for _, file := range files {
		data, err := templateFiles.ReadFile("templates/" + file)
		if err != nil {
			return nil, fmt.Errorf("reading templates: %w", err)
		}
		name := ""
		for _, line := range strings.Split(string(data), "\n") {
			switch {
			case line == "" || strings.HasPrefix(line, "# "):
			case line[0] == '@':
				name = line[1:]
			default:
				t.lists[name] = append(t.lists[name], strings.ReplaceAll(line, `\n`, "\n"))
			}
		}
	}
	return t, nil
}

// deepest bounds how far lists may name each other.
const deepest = 8

// write draws a line of a list and fills it in. given stands for lists that are filled in from
// elsewhere.
func (t *templates) write(r *rand.Rand, list string, given map[string]string) string {
	return t.fill(r, "<"+list+">", given, 0)
}

func (t *templates) fill(r *rand.Rand, line string, given map[string]string, depth int) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		switch line[i] {
		case '{':
			if end := closing(line, i); end > 0 {
				options := alternatives(line[i+1 : end])
				b.WriteString(t.fill(r, options[r.IntN(len(options))], given, depth))
				i = end + 1
				continue
			}
		case '<':
			if end := strings.IndexByte(line[i:], '>'); end > 0 && depth < deepest {
				name := line[i+1 : i+end]
				if said, ok := given[name]; ok {
					b.WriteString(said)
					i += end + 1
					continue
				}
				if lines := t.lists[name]; len(lines) > 0 {
					b.WriteString(t.fill(r, lines[r.IntN(len(lines))], given, depth+1))
					i += end + 1
					continue
				}
			}
		}
		b.WriteByte(line[i])
		i++
	}
	return b.String()
}

// closing gives the brace that closes the one at i, or 0.
func closing(line string, i int) int {
	depth := 0
	for at := i; at < len(line); at++ {
		switch line[at] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return 0
}

// alternatives splits at the bars that are in no inner brace or angle.
func alternatives(s string) (all []string) {
	depth, from := 0, 0
	for at := range len(s) {
		switch s[at] {
		case '{':
			depth++
		case '}':
			depth--
		case '|':
			if depth == 0 {
				all = append(all, s[from:at])
				from = at + 1
			}
		}
	}
	return append(all, s[from:])
}
