package score

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/fatih/color"
)

// Print shows a report to a person.
func (r Report) Print(out io.Writer) error {
	bold := color.New(color.Bold).SprintFunc()
	fmt.Fprintf(out, "%s  %s\n\n", bold(r.Kind), r.Data)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(r.Cases) > 0 {
		fmt.Fprintln(w, "CASE\tDESERVES\tFLAGGED\tBY\tITEMS\tATTRIBUTED\tBEFORE FLAG\tBEFORE SANCTION\tAFTER\tSANCTIONED")
		for _, o := range r.Cases {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%d of %d\n", o.ID, o.Expect, yes(o.Flagged), dash(o.Detector), o.Items,
				percent(o.Attribute), landedBefore(o.BeforeFlag), landedBefore(o.BeforeSanction), seconds(o.ToFlag), o.Sanctioned, o.Agents)
		}
		fmt.Fprintln(w)
	}
	if len(r.LookAlikes) > 0 {
		fmt.Fprintln(w, "INNOCENT\tAGENTS\tFLAGGED\tSANCTIONED")
		for _, a := range r.LookAlikes {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", className(a.Class), a.Agents, a.Flagged, a.Sanctioned)
		}
		fmt.Fprintln(w)
	}
	if len(r.Figures) == 0 {
		fmt.Fprintln(w, "no labels, so there are no figures: only predictions are written, with --predictions")
		return w.Flush()
	}
	fmt.Fprintln(w, "FIGURE\tVALUE\t95%\tCASES\tTARGET\tBEST KNOWN")
	for _, f := range r.Figures {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", f.Name, f.Text(), f.Between(), f.Cases, dash(f.Target), dash(f.Baseline))
	}
	return w.Flush()
}

// Text gives a figure as a person reads it; near 1 with a digit more, where targets are close to what is reached.
func (f Figure) Text() string {
	switch {
	case f.Value == nil:
		return "not determined"
	case *f.Value == float64(int64(*f.Value)):
		return fmt.Sprintf("%d", int64(*f.Value))
	case *f.Value >= 100:
		return fmt.Sprintf("%.0f", *f.Value)
	case *f.Value >= 0.98 && *f.Value < 1:
		return fmt.Sprintf("%.4f", *f.Value)
	}
	return fmt.Sprintf("%.3f", *f.Value)
}

// Between gives a figure's interval, "-" if it has none.
func (f Figure) Between() string {
	if f.Low == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f–%.3f", *f.Low, *f.High)
}

func className(class string) string {
	if class == "" {
		return "everybody else"
	}
	return strings.ReplaceAll(class, "_", " ")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func percent(s *Share) string {
	if s == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*s.Share)
}

func landedBefore(s *Share) string {
	if s == nil {
		return "-"
	}
	return fmt.Sprintf("%d (%.1f%%)", s.Items, 100*s.Share)
}

func seconds(s *float64) string {
	if s == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f s", *s)
}
