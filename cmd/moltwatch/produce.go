package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

func produceFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.producer, 0, "producer", "produce", "name under which --in-order says up to which time the input is complete")
	f.BoolVar(&s.inOrder, 0, "in-order", "times in the input never go back: publish watermarks after it, so that the detectors run")
	f.BoolVar(&s.json, 0, "json", "print the summary as JSON")
}

const (
	produceAtOnce = 2000
	maxInputLine  = 16 << 20
)

// produced is what became of the input.
type produced struct {
	Published int `json:"published"`
	Refused   int `json:"refused"`
	Late      int `json:"late,omitempty"` // went back in time under --in-order
}

func runProduce(ctx context.Context, a *application, args []string) (err error) {
	if len(args) > 0 {
		return usageError{errors.New("want no argument: actions are read from stdin")}
	}
	if a.kafka == "" {
		return usageError{errors.New("--kafka is missing: produce feeds the brokers that moltwatch ingest reads")}
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.open(ctx, need{}); err != nil {
		return err
	}
	p := &production{application: a, to: a.bus.Producer(bus.TopicActions)}
	if err := p.read(ctx, a.term.in); err != nil {
		return err
	}
	if a.json {
		if err := json.NewEncoder(a.term.out).Encode(p.done); err != nil {
			return fmt.Errorf("printing the summary: %w", err)
		}
	} else {
		fmt.Fprintf(a.term.out, "%d published, %d refused\n", p.done.Published, p.done.Refused)
		if p.done.Late > 0 {
			fmt.Fprintf(a.term.out, "%d were older than one before them, so --in-order was not true: detectors see them late\n", p.done.Late)
		}
	}
	if p.done.Refused > 0 {
		return fmt.Errorf("%d lines of the input are no actions, as said above; the others are published", p.done.Refused)
	}
	return nil
}

// production is one run of produce.
type production struct {
	*application
	to     *bus.Producer
	batch  []bus.Record
	latest event.Time
	mark   uint64 // seq of the last watermark
	done   produced
}

func (p *production) read(ctx context.Context, input io.Reader) error {
	lines := bufio.NewScanner(input)
	lines.Buffer(make([]byte, 0, 64<<10), maxInputLine)
	number := 0
	for lines.Scan() {
		number++
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		action, err := event.Decode[event.Action](line)
		if err != nil {
			p.done.Refused++
			fmt.Fprintf(p.term.err, "line %d: %v\n", number, err)
			continue
		}
		if action.Time.Before(p.latest.Time) {
			p.done.Late++
		} else {
			p.latest = action.Time
		}
		p.batch = append(p.batch, bus.Record{
			Key: []byte(action.Agent.ID), Value: bytes.Clone(line), Everywhere: action.Kind == event.Watermark,
		})
		if len(p.batch) == produceAtOnce {
			if err := p.send(ctx); err != nil {
				return err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading line %d of stdin (a line may have %d bytes): %w", number+1, maxInputLine, err)
	}
	if !p.inOrder {
		p.done.Late = 0
	}
	return p.send(ctx)
}

// send publishes the batch and, if the input promises to be in order, a watermark after it.
func (p *production) send(ctx context.Context) error {
	if len(p.batch) == 0 {
		return nil
	}
	records := p.batch
	if p.inOrder {
		// The clock numbers the watermarks, so that those of a later run have higher numbers.
		p.mark = max(p.mark+1, uint64(time.Now().UnixMicro()))
		value, err := event.Encode(event.Action{
			V: event.Version, ID: uuid.NewString(), Forum: p.producer, Producer: p.producer, Seq: p.mark, Time: p.latest, Kind: event.Watermark,
		})
		if err != nil {
			return fmt.Errorf("making a watermark: %w", err)
		}
		records = append(records, bus.Record{Value: value, Everywhere: true})
	}
	if err := p.to.Publish(ctx, records); err != nil {
		return fmt.Errorf("publishing (%d actions are published, giving the input again is harmless within the hour): %w", p.done.Published, err)
	}
	p.done.Published += len(p.batch)
	p.batch = p.batch[:0]
	return nil
}
