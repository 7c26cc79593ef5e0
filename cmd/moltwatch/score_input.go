package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/moltwatch/moltwatch/sim/score"
)

// scoreHelp says what the kinds are.
const scoreHelp = `KIND is what is scored: the data it wants, the truth it is held against, the predictions it writes.

  coordination  CSV account_id,object_id,ts; --labels CSV account_id,label,group, of label organic
                whoever acts for itself; CSV account_id,group,score, flagged accounts only
  sybil         a graph: src dst a line, or CSV with the columns src and dst; the column label (0 or 1)
                of --nodes, or by their id in a file fb_...; --train makes it spread from known nodes;
                CSV node,score
  edges         CSV src,dst,minute[,attack] in order, attack empty, 0 or - for what is none; a score a line
  neardup       JSON lines id,text; their campaign, or --labels JSON lines id,campaign,kind;
                JSON lines id,cluster
  injection     JSON lines id,text; their label (0 or 1), or --labels JSON lines id,label,source;
                JSON lines id,score,span
  sts           TSV with a header set,score,a,b; the column score; a cosine a line
  corpus        a dump's events and --agents; --labels labels.json; flags.jsonl and decisions.jsonl
  scenario      a simulated forum; its own truth; flags.jsonl and decisions.jsonl
  all           scenarios, and the labelled sets that are in the folder --data; written to --out`

// inputs are the files that the kinds read beside --data.
var inputs = map[string][]string{
	"coordination": {"labels"}, "sybil": {"train", "nodes"}, "neardup": {"labels"}, "injection": {"labels"}, "corpus": {"labels", "agents"},
}

// checkInput refuses predictions that would take the place of what is read, or have none, and warns
// of files that the kind does not read.
func checkInput(kind string, a *application, in score.Input) error {
	for _, flag := range []string{"labels", "train", "nodes", "agents"} {
		if a.given(flag) && !slices.Contains(inputs[kind], flag) {
			fmt.Fprintf(a.term.err, "score %s does not read --%s\n", kind, flag)
		}
	}
	written, err := os.Stat(in.Predictions)
	if err != nil || kind == "corpus" || kind == "scenario" { // there is none yet; or what is read is no folder
		return nil
	}
	if written.IsDir() {
		return fmt.Errorf("--predictions: %s is a folder, want a file", in.Predictions)
	}
	for _, path := range []string{in.Data, in.Labels, in.Train, in.Nodes} {
		if read, err := os.Stat(path); err == nil && os.SameFile(read, written) {
			return fmt.Errorf("--predictions: %s is what is read", path)
		}
	}
	return nil
}
