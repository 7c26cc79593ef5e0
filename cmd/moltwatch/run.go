package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
	"github.com/peterbourgon/ff/v4"
	"github.com/peterbourgon/ff/v4/ffhelp"
)

// Exit codes: what a script may rely on.
const (
	exitOK     = 0
	exitFailed = 1 // it ran, and what it was to show did not hold, or something broke
	exitUsage  = 2 // it was called wrongly; nothing was done
)

// terminal is where a command speaks, out for results, err for progress and logs, and what it
// reads.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// usageError is an error of whoever called: it is answered with exitUsage.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// run parses, runs one subcommand and gives the exit code.
func run(ctx context.Context, args, environ []string, term terminal) int {
	root := commands(term, args)
	err := root.Parse(flagsFirst(root, args), ff.WithEnvVarPrefix("MOLTWATCH"), ff.WithConfigFileFlag("config"), ff.WithConfigFileParser(ff.PlainParser))
	selected := root.GetSelected()
	switch {
	case errors.Is(err, ff.ErrHelp):
		fmt.Fprintln(term.out, ffhelp.Command(selected))
		return exitOK
	case errors.Is(err, ff.ErrNoExec) || (err == nil && selected == root):
		fmt.Fprintln(term.err, ffhelp.Command(selected))
		return exitUsage
	case err != nil:
		return complain(term, usageError{err})
	}
	if err := refuseUnknownEnvironment(environ, root); err != nil {
		return complain(term, usageError{err})
	}
	err = root.Run(ctx)
	if errors.Is(err, ff.ErrNoExec) {
		fmt.Fprintln(term.err, ffhelp.Command(selected))
		return exitUsage
	}
	if err != nil {
		return complain(term, err)
	}
	return exitOK
}

// complain says an error once, and gives the exit code that goes with it.
func complain(term terminal, err error) int {
	fmt.Fprintf(term.err, "%s %v\n", color.New(color.FgRed, color.Bold).Sprint("moltwatch:"), err)
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintln(term.err, "Run moltwatch --help, or moltwatch COMMAND --help, for what there is.")
		return exitUsage
	}
	return exitFailed
}

// refuseUnknownEnvironment finds MOLTWATCH_ variables that nothing reads: most are typing errors.
func refuseUnknownEnvironment(environ []string, root *ff.Command) error {
	known := map[string]bool{}
	for _, name := range secretVariables {
		known[name] = true
	}
	var walk func(c *ff.Command)
	walk = func(c *ff.Command) {
		c.Flags.WalkFlags(func(f ff.Flag) error {
			if name, ok := f.GetLongName(); ok {
				known["MOLTWATCH_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))] = true
			}
			return nil
		})
		for _, sub := range c.Subcommands {
			walk(sub)
		}
	}
	walk(root)
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "MOLTWATCH_") && !known[name] {
			return fmt.Errorf("the environment has %s, which nothing reads: see --help for the names of flags, each has a twin MOLTWATCH_FLAG_NAME", name)
		}
	}
	return nil
}
