package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"

	"github.com/moltwatch/moltwatch/internal/injection"
)

func main() {
	data := flag.String("data", "", "labelled texts: JSON lines of text, label, source")
	innocent := flag.String("innocent", "", "innocent texts to learn from too: JSON lines of text, source")
	out := flag.String("out", "", "file for the weights; without it they are only measured")
	count := flag.Int("written", 30000, "how many attacks of our own are written")
	flag.Parse()
	if err := run(*data, *innocent, *out, *count, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(data, innocent, out string, count int, report io.Writer) error {
	c, err := injection.Untrained()
	if err != nil {
		return err
	}
	train, test, err := readPosts(data)
	if err != nil {
		return err
	}
	own, err := written(rand.New(rand.NewPCG(1, 2)), c.Words(), count)
	if err != nil {
		return err
	}
	train = append(train, own...)
	if innocent != "" {
		more, err := readInnocent(innocent)
		if err != nil {
			return err
		}
		train = append(train, more...)
	}
	look(c, train)
	look(c, test)
	balance(train)
	folds := leaveOut(c, train, defaultSettings())
	calibration := calibrate(folds)
	fmt.Fprintf(report, "calibration: %+v\n", calibration)
	if err := table(report, folds, calibration, test); err != nil {
		return err
	}
	if out == "" {
		return nil
	}
	var learnt []*example
	for _, e := range train {
		if e.learnt {
			learnt = append(learnt, e)
		}
	}
	bytes, err := c.Encode(injection.Weights{Features: learn(c.Start(), learnt, defaultSettings()), Calibration: calibration})
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, bytes, 0o644); err != nil {
		return fmt.Errorf("writing the weights: %w", err)
	}
	_, err = fmt.Fprintf(report, "%d bytes written to %s\n", len(bytes), out)
	return err
}

// look lets the classifier see the sentences of each text.
func look(c *injection.Classifier, examples []*example) {
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for k := range workers {
		group.Go(func() {
			for i := k; i < len(examples); i += workers {
				examples[i].sentences = c.Sentences(examples[i].text)
			}
		})
	}
	group.Wait()
}

// balance gives each source as much weight as each other, half of it to its attacks if it has
// innocent texts too.
func balance(train []*example) {
	type group struct {
		source string
		label  float32
	}
	sizes := map[group]float32{}
	for _, e := range train {
		sizes[group{e.source, e.label}]++
	}
	for _, e := range train {
		e.weight = min(3, 1000/sizes[group{e.source, e.label}])
		if e.source == "written" && e.label == 0 {
			e.weight *= 5 // talk is what there is most of
		}
		e.learnt = e.source != "bipia" || e.label == 0 || e.tells()
	}
}
