package score

import (
	"bufio"
	"errors"
	"io"
)

// longestLine is how many bytes a line may have.
const longestLine = 32 << 20

// eachLine hands over the lines of a file. A file without any, or cut short, is an error.
func eachLine(path string, take func(number int, line string) error) error {
	r, end, err := open(path)
	if err != nil {
		return err
	}
	defer end()
	source := &watched{Reader: r}
	damaged := func(line int, err error) error {
		return bad(path, line, "cannot be read, the file may be cut short: %v", err)
	}
	lines := bufio.NewScanner(source)
	lines.Buffer(make([]byte, 1<<16), longestLine)
	number := 0
	for lines.Scan() {
		number++
		if err := take(number, lines.Text()); err != nil {
			if source.err != nil {
				return damaged(number, source.err) // the line is what is left of one
			}
			return err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return bad(path, number+1, "has more than %d MiB", longestLine>>20)
	case err != nil:
		return damaged(number+1, err)
	case number == 0:
		return bad(path, 0, "is empty")
	}
	return nil
}

// eachRecord hands over the lines of a file whose lines are records, one each: blank ones may stand
// at its end only, or what is written a line a record would not be in step with it.
func eachRecord(path string, take func(number int, line string) error) error {
	blank, records := 0, 0
	err := eachLine(path, func(number int, line string) error {
		switch {
		case line == "":
			if blank == 0 {
				blank = number
			}
			return nil
		case blank > 0:
			return bad(path, blank, "is blank, want a record on each line")
		}
		records++
		return take(number, line)
	})
	if err == nil && records == 0 {
		return bad(path, 0, "is empty")
	}
	return err
}

// watched keeps the error that ended a source.
type watched struct {
	io.Reader
	err error // nil at a regular end
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}
