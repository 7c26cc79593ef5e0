package score

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// table reads a file of named columns, separated by commas (quotes are understood) or tabs
// (they are not). The columns wanted must be there; take's row has them in that order, and
// behind them the optional ones, "" where the file lacks them.
func table(path string, comma rune, wanted, optional []string, take func(line int, row []string) error) error {
	p := &projection{path: path, wanted: wanted, optional: optional, take: take}
	if comma == '\t' {
		err := eachRecord(path, func(number int, line string) error {
			return p.record(number, strings.Split(line, "\t"))
		})
		if err != nil {
			return err
		}
		return p.end()
	}
	r, end, err := open(path)
	if err != nil {
		return err
	}
	defer end()
	reader := csv.NewReader(bufio.NewReaderSize(r, 1<<20))
	reader.ReuseRecord = true
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return p.end()
		}
		var damaged *csv.ParseError
		if errors.As(err, &damaged) {
			return bad(path, damaged.Line, "cannot be read: %v", damaged.Err)
		}
		if err != nil {
			return bad(path, p.line+1, "cannot be read, the file may be cut short: %v", err)
		}
		line, _ := reader.FieldPos(0)
		if err := p.record(line, record); err != nil {
			return err
		}
	}
}

// projection picks columns by the names in the first record.
type projection struct {
	path             string
	wanted, optional []string
	take             func(line int, row []string) error
	columns          []int // of the file; -1: it lacks it
	width, rows      int
	line             int
	row              []string
}

func (p *projection) record(line int, record []string) error {
	p.line = line
	if p.columns == nil {
		return p.header(line, record)
	}
	if len(record) != p.width {
		return bad(p.path, line, "has %d fields, the header has %d", len(record), p.width)
	}
	for i, c := range p.columns {
		p.row[i] = ""
		if c >= 0 {
			p.row[i] = record[c]
		}
	}
	p.rows++
	return p.take(line, p.row)
}

func (p *projection) header(line int, record []string) error {
	names := make([]string, len(record))
	for i, name := range record {
		names[i] = strings.TrimSpace(name)
	}
	for _, name := range p.wanted {
		if !slices.Contains(names, name) {
			return bad(p.path, line, "has no column %q, want a header with %s", name, strings.Join(p.wanted, ", "))
		}
	}
	for _, name := range append(slices.Clone(p.wanted), p.optional...) {
		p.columns = append(p.columns, slices.Index(names, name))
	}
	p.width, p.row = len(record), make([]string, len(p.columns))
	return nil
}

func (p *projection) end() error {
	switch {
	case p.columns == nil:
		return bad(p.path, 0, "is empty")
	case p.rows == 0:
		return bad(p.path, 0, "has a header and no rows")
	}
	return nil
}
