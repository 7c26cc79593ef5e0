package score

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// number reads a finite number.
func number(file string, line int, column, s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, bad(file, line, "%s is %.40q, want a finite number", column, s)
	}
	return v, nil
}

// clock reads a time: seconds since 1970, or RFC 3339.
func clock(file string, line int, column, s string) (float64, error) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return float64(t.UnixMicro()) / 1e6, nil
	}
	return number(file, line, column, s)
}

// believable refuses a score that is not a finite number: it would poison every figure.
func believable(kind string, at int, score float64) error {
	if math.IsNaN(score) || math.IsInf(score, 0) {
		return fmt.Errorf("the predictor of %s gives %g for record %d, which is no score", kind, score, at+1)
	}
	return nil
}

// writeLines writes predictions to a file that appears whole or not at all. "" writes none.
func writeLines(path string, write func(w *bufio.Writer)) error {
	if path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making the folder of the predictions: %w", err)
	}
	file, err := os.Create(path + ".part")
	if err != nil {
		return fmt.Errorf("writing the predictions: %w", err)
	}
	defer os.Remove(path + ".part")
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	write(w)
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the predictions to %s: %w", path, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("writing the predictions to %s: %w", path, err)
	}
	return os.Rename(path+".part", path)
}

// writeRecords writes predictions as JSON lines.
func writeRecords[R any](path string, n int, record func(i int) R) error {
	return writeLines(path, func(w *bufio.Writer) {
		encoder := json.NewEncoder(w)
		for i := range n {
			_ = encoder.Encode(record(i)) // what w could not write, its Flush says
		}
	})
}

// believableAll refuses scores that are not finite.
func believableAll(kind string, scores []float64) error {
	for i, s := range scores {
		if err := believable(kind, i, s); err != nil {
			return err
		}
	}
	return nil
}

// formatScore writes a score so that reading it back gives the same.
func formatScore(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
