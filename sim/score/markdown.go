package score

import (
	"fmt"
	"io"
	"path"
	"strings"
)

// Provenance says how a page of scores came about.
type Provenance struct {
	Date, Commit, Command string
	LeftOut               []string // what was not scored, and why
}

// Markdown writes reports as a page. plots gives the files drawn for each report, beside it
// in folder.
func Markdown(out io.Writer, p Provenance, reports []Report, plots [][]string, folder string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Scores\n\nWritten by `%s` on %s, commit %s. Intervals are 95%%, by bootstrap over cases\n(Hanley and McNeil's for an AUC over more than 5,000). How to read them: [simulation.md](simulation.md).\n", p.Command, p.Date, p.Commit)
	for i, r := range reports {
		fmt.Fprintf(&b, "\n## %s: %s\n\n%.0f seconds.\n\n", r.Kind, r.Data, r.Seconds)
		b.WriteString("| figure | value | 95% | cases | target | best known of others |\n|---|---|---|---|---|---|\n")
		for _, f := range r.Figures {
			fmt.Fprintf(&b, "| %s | %s | %s | %d | %s | %s |\n", f.Name, f.Text(), f.Between(), f.Cases, dash(f.Target), dash(f.Baseline))
		}
		r.markdownCases(&b)
		for _, name := range plots[i] {
			fmt.Fprintf(&b, "\n![%s](%s)\n", strings.TrimSuffix(name, ".svg"), path.Join(folder, name))
		}
	}
	if len(p.LeftOut) > 0 {
		b.WriteString("\n## Left out\n\n")
		for _, what := range p.LeftOut {
			fmt.Fprintf(&b, "- %s\n", what)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (r Report) markdownCases(b *strings.Builder) {
	if len(r.LookAlikes) > 0 {
		b.WriteString("\n| innocent | agents | flagged | sanctioned |\n|---|---|---|---|\n")
		for _, a := range r.LookAlikes {
			fmt.Fprintf(b, "| %s | %d | %d | %d |\n", className(a.Class), a.Agents, a.Flagged, a.Sanctioned)
		}
	}
	if len(r.Cases) == 0 {
		return
	}
	b.WriteString("\n| case | deserves | flagged by | items | attributed | landed before the flag | before the sanction | sanctioned |\n|---|---|---|---|---|---|---|---|\n")
	for _, o := range r.Cases {
		fmt.Fprintf(b, "| %s | %s | %s | %d | %s | %s | %s | %d of %d |\n", o.ID, o.Expect, dash(o.Detector), o.Items,
			percent(o.Attribute), landedBefore(o.BeforeFlag), landedBefore(o.BeforeSanction), o.Sanctioned, o.Agents)
	}
}
