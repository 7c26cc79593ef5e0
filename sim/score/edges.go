package score

import (
	"bufio"
	"context"
	"fmt"
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

// dateMinute reads a minute as the DARPA set writes it, which has days such as July 32nd.
func dateMinute(s string) (int64, error) {
	var month, day, year, hour, minute int
	n, err := fmt.Sscanf(s, "%2d/%2d/%4d-%2d:%2d", &month, &day, &year, &hour, &minute)
	if err != nil || n != 5 {
		return 0, fmt.Errorf("%q is no minute", s)
	}
	return time.Date(year, time.Month(month), day, hour, minute, 0, 0, time.UTC).Unix() / 60, nil
}

// Edges scores src,dst,minute[,attack]; with a header or without. attack is empty, 0 or - for
// what is none.
func Edges(ctx context.Context, in Input, predict EdgePredictor) (Report, error) {
	r := Report{Kind: "edges", Data: in.Data}
	var edges []Edge
	var attack []bool
	labelled := false
	var first, latest, dated int64
	date := "" // that dated was read from: many edges share it
	err := eachRecord(in.Data, func(number int, line string) error {
		if number == 1 && strings.HasPrefix(line, "src,") {
			return nil
		}
		src, rest, _ := strings.Cut(line, ",")
		dst, rest, ok := strings.Cut(rest, ",")
		when, label, hasLabel := strings.Cut(rest, ",")
		if !ok || src == "" || dst == "" || strings.Contains(label, ",") {
			return bad(in.Data, number, "is %.60q, want src,dst,minute[,attack]", line)
		}
		minute, err := strconv.ParseInt(when, 10, 64)
		if err != nil {
			if when != date {
				if dated, err = dateMinute(when); err != nil {
					return bad(in.Data, number, "minute is %.40q, want a whole number or MM/DD/YYYY-HH:MM", when)
				}
				date = when
			}
			minute = dated
		}
		if len(edges) == 0 {
			first = minute
		}
		latest = max(latest, minute-first)
		edges = append(edges, Edge{xxhash.Sum64String(src), xxhash.Sum64String(dst), latest})
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
	scores, err := timed(ctx, &r, predict, edges)
	if err != nil {
		return r, err
	}
	if err := believableAll(r.Kind, scores); err != nil {
		return r, err
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
