package score

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
)

// readEdges reads a graph's edges: a table with columns src and dst, or `src dst` a line.
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
	return readPairs(path, g, node)
}

// readPairs reads `src dst` a line. What begins with # is a comment, and a first line that says how
// many nodes and edges follow is none of them.
func readPairs(path string, g *SybilGraph, node func(string) int32) error {
	var pairs [][2]string
	err := eachRecord(path, func(number int, line string) error {
		if strings.HasPrefix(line, "#") {
			return nil
		}
		fields := strings.Fields(line)
		if len(fields) != 2 {
			return bad(path, number, "is %.60q, want two nodes with a blank between (a table with the columns src and dst is read from a .csv)", line)
		}
		pairs = append(pairs, [2]string(fields))
		return nil
	})
	if err != nil {
		return err
	}
	if len(pairs) > 1 && counts(pairs[0], pairs[1:]) {
		pairs = pairs[1:]
	}
	if len(pairs) == 0 {
		return bad(path, 0, "has no edges")
	}
	for _, pair := range pairs {
		src := node(pair[0])
		g.Edges = append(g.Edges, [2]int32{src, node(pair[1])})
	}
	return nil
}

// counts reports whether a line is the number of nodes and the number of edges of the others.
func counts(line [2]string, others [][2]string) bool {
	if line[1] != strconv.Itoa(len(others)) {
		return false
	}
	nodes := map[string]bool{}
	for _, pair := range others {
		nodes[pair[0]], nodes[pair[1]] = true, true
	}
	return line[0] == strconv.Itoa(len(nodes))
}

// readNodes reads the nodes' columns, and the truth apart from them.
func readNodes(path string, g *SybilGraph, node func(string) int32, labels map[int32]bool) error {
	var header []string
	err := eachLine(path, func(number int, line string) (err error) {
		if number == 1 {
			if header, err = csv.NewReader(strings.NewReader(line)).Read(); err != nil {
				return bad(path, 1, "is no header: %v", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var known []string
	for _, name := range header {
		if name = strings.TrimSpace(name); name != "id" && !slices.Contains(truths, name) {
			known = append(known, name)
		}
	}
	return table(path, ',', []string{"id"}, append([]string{"label"}, known...), func(line int, row []string) error {
		if row[0] == "" {
			return bad(path, line, "id is empty")
		}
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
	before := map[int32]*[]int32{} // which list a node is in
	err := eachLine(path, func(number int, line string) error {
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
			if list := before[i]; list != nil && list != into {
				return bad(path, number, "names node %q both as benign and as a sybil", name)
			}
			before[i] = into
			*into = append(*into, i)
		}
		return nil
	})
	if err == nil && len(before) == 0 {
		return bad(path, 0, "names no node, want a line `benign …` and a line `sybil …`")
	}
	return err
}
