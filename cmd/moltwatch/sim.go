package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"text/tabwriter"
	"time"

	"github.com/fatih/color"
	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/sim"
)

func simListFlags(s *settings, f *ff.FlagSet) {
	f.BoolVar(&s.json, 0, "json", "print the list as JSON")
}

func simDescribeFlags(s *settings, f *ff.FlagSet) {
	f.Uint64Var(&s.seed, 0, "seed", 1, "seed: the same scenario and seed are the same to the byte")
	f.BoolVar(&s.random, 0, "random", "draw the scenario from the seed, in place of naming one")
}

func simSeedFlags(s *settings, f *ff.FlagSet) {
	simDescribeFlags(s, f)
	f.BoolVar(&s.json, 0, "json", "print the report as JSON")
}

func simRunFlags(s *settings, f *ff.FlagSet) {
	simSeedFlags(s, f)
	f.StringVar(&s.forumURL, 0, "forum", "", "the forum's address, http(s)://host:port")
	forumTrustFlags(s, f)
	f.DurationVar(&s.length, 0, "for", 0, "how long; 0: to the scenario's end, or Ctrl-C")
	f.Float64Var(&s.rate, 0, "rate", 1, "seconds of the scenario in a second")
}

// chosen gives the scenario that the arguments name, or the one that --random draws.
func (a *application) chosen(args []string) (sim.Scenario, error) {
	switch {
	case a.random && len(args) == 0:
		return sim.Draw(a.seed)
	case !a.random && len(args) == 1:
		s, err := sim.Load(args[0])
		if err != nil {
			return s, usageError{err}
		}
		return s, nil
	}
	return sim.Scenario{}, usageError{errors.New("want one scenario, by name (see moltwatch sim list) or as a file, or --random")}
}

func runSimList(_ context.Context, a *application, args []string) error {
	if len(args) > 0 {
		return usageError{errors.New("want no argument")}
	}
	type row struct {
		Name      string        `json:"name"`
		About     string        `json:"about"`
		Agents    int           `json:"agents"`
		Length    time.Duration `json:"length_ns"`
		Campaigns int           `json:"campaigns"`
		Innocent  int           `json:"look_alikes"`
	}
	var rows []row
	for _, name := range sim.Names() {
		s, err := sim.Load(name)
		if err != nil {
			return err
		}
		r := row{Name: name, About: s.About, Agents: s.Agents(), Length: s.Length}
		for _, c := range s.Campaigns {
			if c.Innocent {
				r.Innocent++
			} else {
				r.Campaigns++
			}
		}
		rows = append(rows, r)
	}
	if a.json {
		return json.NewEncoder(a.term.out).Encode(rows)
	}
	w := tabwriter.NewWriter(a.term.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SCENARIO\tAGENTS\tLENGTH\tCAMPAIGNS\tLOOK-ALIKES\tWHAT HAPPENS")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%d\t%s\n", r.Name, r.Agents, short(r.Length), r.Campaigns, r.Innocent, r.About)
	}
	return w.Flush()
}

// short gives a duration in the unit that it was meant in.
func short(d time.Duration) string {
	if d >= time.Hour && d%time.Hour == 0 {
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%gm", math.Round(d.Minutes()*10)/10)
}

func runSimDescribe(_ context.Context, a *application, args []string) error {
	s, err := a.chosen(args)
	if err != nil {
		return err
	}
	bold := color.New(color.Bold).SprintFunc()
	p := s.Population
	fmt.Fprintf(a.term.out, "%s: %s\n\n", bold(s.Name), s.About)
	fmt.Fprintf(a.term.out, "%d honest agents for %s; the median one wakes every %s and acts %g times\n", p.Agents, short(s.Length), short(p.Every), p.Acts)
	for _, c := range s.Campaigns {
		kind := color.New(color.FgRed).Sprint("campaign, deserves: ", c.Expect)
		if c.Innocent {
			kind = color.New(color.FgGreen).Sprint("look-alike, innocent")
		}
		fmt.Fprintf(a.term.out, "\n%s (%s, %s)\n  from %s on: %s\n", bold(c.Name), c.Class, kind, short(c.Onset), c.Describe())
	}
	return nil
}

func runSimRun(ctx context.Context, a *application, args []string) error {
	s, err := a.chosen(args)
	if err != nil {
		return err
	}
	if a.forumURL == "" {
		return usageError{errors.New("--forum is missing: the address of the forum to play on, say http://127.0.0.1:8080 (`moltwatch up` prints its own)")}
	}
	calls, err := a.forumHTTP()
	if err != nil {
		return err
	}
	started := time.Now()
	player, err := sim.NewPlayer(sim.PlayerConfig{
		Scenario: s, Seed: a.seed, ForumURL: a.forumURL, HTTP: calls, Speed: a.rate, Logger: newLogger(a.term.err, a.logLevel, a.logFormat),
		Narrate: func(what string) {
			fmt.Fprintf(a.term.err, "%s  %s\n", color.New(color.Faint).Sprintf("%4.0fs", time.Since(started).Seconds()), what)
		},
	})
	if err != nil {
		return usageError{err}
	}
	if _, err := client.New(a.forumURL, calls, client.Caller{}).Health(ctx); err != nil {
		return fmt.Errorf("no forum answers at --forum %s: %w", a.forumURL, err)
	}
	if a.length > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.length)
		defer cancel()
	}
	if err := player.Run(ctx); err != nil {
		return err
	}
	c := player.Counts()
	if a.json {
		return json.NewEncoder(a.term.out).Encode(struct {
			sim.Counts
			Truth sim.Truth `json:"truth"`
		}{c, player.Truth()})
	}
	fmt.Fprintf(a.term.out, "agents   %d\ndone     %d acts\nrefused  %d\nskipped  %d (no call for it, nothing to do it on, or no time)\nbanned   %d agents\n", c.Agents, c.Done, c.Refused, c.Skipped, c.Banned)
	return nil
}
