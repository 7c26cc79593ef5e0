package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/ingest/deadletters"
	"github.com/moltwatch/moltwatch/internal/event"
)

func letterListFlags(s *settings, f *ff.FlagSet) {
	f.BoolVar(&s.json, 0, "json", "print a JSON line a letter, without its bytes")
}

func letterShowFlags(s *settings, f *ff.FlagSet) {
	f.BoolVar(&s.json, 0, "json", "print the letter as JSON, its bytes in base64")
	f.BoolVar(&s.raw, 0, "raw", "print the record's bytes and nothing else, as they are")
}

func letterRetryFlags(s *settings, f *ff.FlagSet) {
	f.BoolVar(&s.all, 0, "all", "every letter that was not sent again yet")
	f.BoolVar(&s.json, 0, "json", "print a JSON line a letter")
}

// withLetters opens Kafka and reads the dead letters. do must not keep them.
func (a *application) withLetters(ctx context.Context, do func([]event.DeadLetter) error) (err error) {
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.open(ctx, need{}); err != nil {
		return err
	}
	letters, err := deadletters.All(ctx, a.bus)
	if err != nil {
		return err
	}
	return do(letters)
}

// letter is how a letter is listed, and what became of a retry.
type letter struct {
	ID      string      `json:"id"`
	Time    event.Time  `json:"time"`
	Bytes   int         `json:"bytes"`
	Reason  string      `json:"reason"`
	Retried *event.Time `json:"retried,omitempty"`
	Erased  *event.Time `json:"erased,omitempty"`
	Sent    *bool       `json:"sent,omitempty"`
	Why     string      `json:"why,omitempty"`
}

func runLetterList(ctx context.Context, a *application, args []string) error {
	if len(args) > 0 {
		return usageError{errors.New("want no argument")}
	}
	return a.withLetters(ctx, func(letters []event.DeadLetter) error {
		encoder, table := json.NewEncoder(a.term.out), tabwriter.NewWriter(a.term.out, 0, 0, 2, ' ', 0)
		if !a.json && len(letters) == 0 {
			fmt.Fprintln(a.term.out, "There are no dead letters.")
		} else if !a.json {
			fmt.Fprintln(table, "LETTER\tCAME\tBYTES\tSENT AGAIN\tREASON")
		}
		for _, l := range letters {
			if a.json {
				if err := encoder.Encode(letter{ID: deadletters.ID(l), Time: l.Time, Bytes: len(l.Raw), Reason: l.Reason, Retried: l.Retried, Erased: l.Erased}); err != nil {
					return fmt.Errorf("printing the list: %w", err)
				}
				continue
			}
			again := "no"
			if l.Retried != nil {
				again = l.Retried.Format(time.DateTime)
			}
			// A reason quotes what a stranger sent: %q keeps it from steering the terminal.
			fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%q\n", deadletters.ID(l), l.Time.Format(time.DateTime), len(l.Raw), again, l.Reason)
		}
		return table.Flush()
	})
}

// find picks the letter that id names.
func find(letters []event.DeadLetter, id string) (event.DeadLetter, error) {
	i := slices.IndexFunc(letters, func(l event.DeadLetter) bool { return deadletters.ID(l) == id })
	if i < 0 {
		return event.DeadLetter{}, usageError{fmt.Errorf("there is no dead letter %q: moltwatch deadletters list names those that there are", id)}
	}
	return letters[i], nil
}

func runLetterShow(ctx context.Context, a *application, args []string) error {
	if len(args) != 1 || a.raw && a.json {
		return usageError{errors.New("want one letter, TOPIC/PARTITION/OFFSET, and at most one of --raw and --json")}
	}
	return a.withLetters(ctx, func(letters []event.DeadLetter) error {
		l, err := find(letters, args[0])
		if err != nil {
			return err
		}
		switch {
		case a.raw:
			_, err = a.term.out.Write(l.Raw)
		case a.json:
			err = json.NewEncoder(a.term.out).Encode(l)
		default:
			_, err = fmt.Fprintf(a.term.out, "letter  %s\ncame    %s\nreason  %q\nkey     %q\nbytes   %d\n%q\n", deadletters.ID(l), l.Time, l.Reason, l.Key, len(l.Raw), l.Raw)
		}
		if err != nil {
			return fmt.Errorf("printing the letter: %w", err)
		}
		return nil
	})
}

// runLetterRetry fails if one of those that were named was not sent; --all passes over them.
func runLetterRetry(ctx context.Context, a *application, args []string) error {
	if a.all == (len(args) > 0) {
		return usageError{errors.New("want letters, TOPIC/PARTITION/OFFSET each, or --all")}
	}
	return a.withLetters(ctx, func(letters []event.DeadLetter) error {
		chosen := letters
		if !a.all {
			chosen = nil
			for _, id := range args {
				l, err := find(letters, id)
				if err != nil {
					return err
				}
				chosen = append(chosen, l)
			}
		}
		sent, refused := 0, 0
		for _, l := range chosen {
			if a.all && (l.Retried != nil || l.Erased != nil) {
				continue
			}
			err := deadletters.Retry(ctx, a.bus, l, time.Now(), ingest.DefaultMaxAhead)
			if err != nil && !errors.Is(err, deadletters.ErrRefused) {
				return err
			}
			done, why := err == nil, ""
			if done {
				sent++
			} else {
				refused++
				why = err.Error()
			}
			if a.json {
				err = json.NewEncoder(a.term.out).Encode(letter{ID: deadletters.ID(l), Time: l.Time, Bytes: len(l.Raw), Reason: l.Reason, Sent: &done, Why: why})
			} else if done {
				_, err = fmt.Fprintf(a.term.out, "%s  sent\n", deadletters.ID(l))
			} else {
				_, err = fmt.Fprintf(a.term.out, "%s  %q\n", deadletters.ID(l), why)
			}
			if err != nil {
				return fmt.Errorf("printing what became of %s: %w", deadletters.ID(l), err)
			}
		}
		if !a.json {
			fmt.Fprintf(a.term.out, "%d sent again, %d refused\n", sent, refused)
		}
		if refused > 0 && !a.all {
			return fmt.Errorf("%d of the letters were not sent again", refused)
		}
		return nil
	})
}
