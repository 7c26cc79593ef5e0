package score

import (
	"bufio"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"
)

// Edge is one edge of a stream, in order. Src and Dst are hashes of the names; Minute counts
// from the first edge's.
type Edge struct {
	Src, Dst uint64
	Minute   int64
}

// EdgePredictor scores a stream; the score of an edge may depend on those before it only.
type EdgePredictor func(context.Context, []Edge) ([]float64, error)

// dateMinute is how the DARPA set writes minutes.
const dateMinute = "01/02/2006-15:04"

// Edges scores src,dst,minute[,attack]; with a header or without. attack is empty, 0 or - for
// what is none.
func Edges(ctx context.Context, in Input, predict EdgePredictor) (Report, error) {
	r := Report{Kind: "edges", Data: in.Data}
	var edges []Edge
	var attack []bool
	labelled := false
	var first int64
	err := eachLine(in.Data, func(number int, line string) error {
		if number == 1 && strings.HasPrefix(line, "src,") {
			return nil
		}
		src, rest, _ := strings.Cut(line, ",")
		dst, rest, ok := strings.Cut(rest, ",")
		when, label, hasLabel := strings.Cut(rest, ",")
		if !ok || src == "" || dst == "" {
			return bad(in.Data, number, "is %.60q, want src,dst,minute[,attack]", line)
		}
		minute, err := strconv.ParseInt(when, 10, 64)
		if err != nil {
			t, err := time.Parse(dateMinute, when)
			if err != nil {
				return bad(in.Data, number, "minute is %.40q, want a whole number or %s", when, dateMinute)
			}
			minute = t.Unix() / 60
		}
		if len(edges) == 0 {
			first = minute
		} else if minute-first < edges[len(edges)-1].Minute {
			return bad(in.Data, number, "goes back in time: the edges must be in order")
		}
		edges = append(edges, Edge{xxhash.Sum64String(src), xxhash.Sum64String(dst), minute - first})
		labelled = labelled || hasLabel
		attack = append(attack, label != "" && label != "-" && label != "0")
		return nil
	})
	if err != nil {
		return r, err
	}
	if len(edges) == 0 {
		return r, bad(in.Data, 0, "has no edges")
	}
	stop := in.clock(&r)
	scores, err := predict(ctx, edges)
	if err != nil {
		return r, err
	}
	stop()
	for i, s := range scores {
		if err := believable(r.Kind, i, s); err != nil {
			return r, err
		}
	}
	err = writeLines(in.Predictions, func(w *bufio.Writer) {
		for _, s := range scores {
			w.WriteString(formatScore(s))
			w.WriteByte('\n')
		}
	})
	if err != nil {
		return r, err
	}
	if labelled {
		r.ranked("edges, AUC", scores, attack).beside("0.985", "MIDAS-F 0.984")
	}
	r.figure("edges a second", float64(len(edges))/r.Seconds, len(edges)).beside("1000000", "")
	return r, nil
}
