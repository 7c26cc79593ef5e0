package score

import (
	"slices"
	"strings"
)

// readEdges reads a graph's edges: `src dst` a line (a first line of another kind is a
// header), or a table with columns src and dst.
func readEdges(path string, g *SybilGraph, node func(string) int32) error {
	plain := strings.TrimSuffix(strings.TrimSuffix(path, ".gz"), ".zst")
	if strings.HasSuffix(plain, ".csv") {
		return table(path, ',', []string{"src", "dst"}, []string{"src_blacklisted_hub", "dst_blacklisted_hub"}, func(line int, row []string) error {
			if row[0] == "" || row[1] == "" {
				return bad(path, line, "src or dst is empty")
			}
			src := node(row[0])
			g.Edges = append(g.Edges, [2]int32{src, node(row[1])})
			if row[2] != "" || row[3] != "" {
				g.Hub = append(g.Hub, row[2] == "1" || row[3] == "1")
			}
			return nil
		})
	}
	err := eachLine(path, func(number int, line string) error {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			return bad(path, number, "is %.60q, want two nodes", line)
		}
		src := node(fields[0])
		g.Edges = append(g.Edges, [2]int32{src, node(fields[1])})
		return nil
	})
	if err == nil && len(g.Edges) == 0 {
		return bad(path, 0, "has no edges")
	}
	return err
}

// readNodes reads the nodes' columns, and the truth apart from them.
func readNodes(path string, g *SybilGraph, node func(string) int32, labels map[int32]bool) error {
	header := ""
	err := eachLine(path, func(number int, line string) error {
		if number == 1 {
			header = line
		}
		return nil
	})
	if err != nil {
		return err
	}
	var known []string
	for name := range strings.SplitSeq(header, ",") {
		if name = strings.TrimSpace(name); name != "id" && !slices.Contains(truths, name) {
			known = append(known, name)
		}
	}
	return table(path, ',', []string{"id"}, append([]string{"label"}, known...), func(line int, row []string) error {
		before := len(g.Nodes)
		i := node(row[0])
		if len(g.Nodes) == before {
			return bad(path, line, "names node %q for the second time", row[0])
		}
		for k, name := range known {
			g.Columns[name] = append(g.Columns[name], row[2+k])
		}
		switch row[1] {
		case "":
		case "0", "1":
			labels[i] = row[1] == "1"
		default:
			return bad(path, line, "label is %.40q, want 0 or 1", row[1])
		}
		return nil
	})
}

// readSeeds reads two lines, `benign …` and `sybil …`, each with nodes of the graph; without
// the words, the first line is the benign one.
func readSeeds(path string, g *SybilGraph, at map[string]int32) error {
	return eachLine(path, func(number int, line string) error {
		fields := strings.Fields(line)
		into := &g.Benign
		if number > 1 {
			into = &g.Sybil
		}
		if len(fields) > 0 && (fields[0] == "benign" || fields[0] == "sybil") {
			if into = &g.Benign; fields[0] == "sybil" {
				into = &g.Sybil
			}
			fields = fields[1:]
		}
		for _, name := range fields {
			i, ok := at[name]
			if !ok {
				return bad(path, number, "names node %q, which has no edge", name)
			}
			*into = append(*into, i)
		}
		return nil
	})
}
