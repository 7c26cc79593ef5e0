package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/peterbourgon/ff/v4"
)

// commands builds the tree of subcommands. Each has the common flags and its own.
func commands(term terminal, all []string) *ff.Command {
	root := &ff.Command{
		Name:      "moltwatch",
		Usage:     "moltwatch COMMAND [FLAGS]",
		ShortHelp: "watch and moderate forums of AI agents",
		LongHelp:  "Every flag has a twin in the environment, MOLTWATCH_FLAG_NAME, and may stand in a file given by --config, a line each: name value.",
		Flags:     ff.NewFlagSet("moltwatch"),
	}
	type definition struct {
		name, usage, help string
		flags             func(*settings, *ff.FlagSet)
		exec              func(context.Context, *application, []string) error
	}
	for _, d := range []definition{
		{"up", "moltwatch up [FLAGS]", "run all services in one process", upFlags, runUp},
		{"demo", "moltwatch demo [FLAGS]", "run all services with a simulated population and a sybil ring", demoFlags, runDemo},
		{"replay", "moltwatch replay EVENTS --out DIR [FLAGS]", "send a forum's dump through ingest, detectors and moderator", replayFlags, runReplay},
		{"forum", "moltwatch forum [FLAGS]", "run the forum: its API, admin API and outbox", alone(forumFlags), runForum},
		{"ingest", "moltwatch ingest [FLAGS]", "run ingest: Kafka into ClickHouse", alone(ingestAloneFlags), runIngest},
		{"detect", "moltwatch detect [--explain FLAG] [FLAGS]", "run the detectors, or print the evidence of a flag", alone(detectAloneFlags), runDetect},
		{"moderate", "moltwatch moderate [FLAGS]", "run the moderator", alone(moderateFlags), runModerate},
		{"live", "moltwatch live [FLAGS]", "run the live view", alone(liveFlags), runLive},
		{"score", "moltwatch score KIND --data FILE [FLAGS]", "measure detection against what is true", scoreFlags, runScore},
		{"sim list", "moltwatch sim list", "list the scenarios that ship", simListFlags, runSimList},
		{"sim describe", "moltwatch sim describe SCENARIO", "say what happens in a scenario", simDescribeFlags, runSimDescribe},
		{"sim run", "moltwatch sim run SCENARIO --forum URL [FLAGS]", "play a scenario on a forum, in real time", simRunFlags, runSimRun},
		{"sim generate", "moltwatch sim generate SCENARIO (--out DIR | --kafka HOST:PORT) [FLAGS]", "play a scenario into files or Kafka, as fast as it goes", simGenerateFlags, runSimGenerate},
		{"deadletters list", "moltwatch deadletters list [FLAGS]", "list what ingest could not take, and why", letterListFlags, runLetterList},
		{"deadletters show", "moltwatch deadletters show TOPIC/PARTITION/OFFSET [FLAGS]", "show one dead letter with its bytes", letterShowFlags, runLetterShow},
		{"deadletters retry", "moltwatch deadletters retry (TOPIC/PARTITION/OFFSET ... | --all) [FLAGS]", "send dead letters again that would be taken now", letterRetryFlags, runLetterRetry},
		{"produce", "moltwatch produce [FLAGS] < ACTIONS", "publish actions from outside, a JSON line each on stdin", produceFlags, runProduce},
		{"poll", "moltwatch poll --forum-url URL --kafka HOST:PORT [FLAGS]", "watch a forum that is not ours, by its public API", alone(pollFlags), runPoll},
		{"dashboards", "moltwatch dashboards --out DIR", "write the Grafana dashboards", dashboardsFlags, runDashboards},
		{"version", "moltwatch version", "say which version this is", nil, runVersion},
	} {
		s := &settings{}
		flags := ff.NewFlagSet(d.name)
		if d.name == "score" { // its --data is what it scores; it stands on parts of its own
			logFlags(s, flags)
		} else {
			commonFlags(s, flags)
		}
		if d.flags != nil {
			d.flags(s, flags)
		}
		parent, name := place(root, d.name)
		parent.Subcommands = append(parent.Subcommands, &ff.Command{
			Name: name, Usage: d.usage, ShortHelp: d.help, LongHelp: longHelp(d.name), Flags: flags,
			Exec: func(ctx context.Context, args []string) error {
				return d.exec(ctx, &application{settings: s, term: term, args: all, flags: flags}, args)
			},
		})
	}
	return root
}

// place finds where a command such as "sim run" belongs, and makes its group when it is the
// first there.
func place(root *ff.Command, path string) (parent *ff.Command, name string) {
	group, name, grouped := strings.Cut(path, " ")
	if !grouped {
		return root, path
	}
	for _, c := range root.Subcommands {
		if c.Name == group {
			return c, name
		}
	}
	parent = &ff.Command{Name: group, Usage: "moltwatch " + group + " COMMAND [FLAGS]", ShortHelp: groupHelp(group), Flags: ff.NewFlagSet(group)}
	root.Subcommands = append(root.Subcommands, parent)
	return parent, name
}

// longHelp says what the flags of a command do not.
func longHelp(command string) string {
	switch command {
	case "score":
		return scoreHelp
	case "demo", "replay":
		return "Without --data it lives in a folder that is gone afterwards. With it, detect --explain FLAG --data DIR says why a flag was raised."
	}
	return ""
}

// groupHelp says what the commands of a group are about.
func groupHelp(group string) string {
	switch group {
	case "sim":
		return "play simulated forums whose truth is known"
	case "deadletters":
		return "see what ingest could not take, and send it again"
	}
	return ""
}

func runVersion(_ context.Context, app *application, _ []string) error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				version += " " + setting.Value
			}
		}
	}
	fmt.Fprintln(app.term.out, "moltwatch", version)
	return nil
}
