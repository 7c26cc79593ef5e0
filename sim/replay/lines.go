package replay

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// maxLine bounds a line; the longest text known on a forum has 3.4 MB.
const maxLine = 32 << 20

// BadLine is a line that could not be read.
type BadLine struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Err  string `json:"error"`
}

// Lines reads a .jsonl, .jsonl.gz or .jsonl.zst file line by line. take's error is a bad line: it is
// handed to bad and reading goes on. Lines returns an error only when the file itself
// cannot be read, and says after which line. progress is told the bytes read of the file.
func Lines(path string, progress func(int), take func(line []byte) error, bad func(BadLine)) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening the dump: %w", err)
	}
	defer file.Close()
	var source io.Reader = &counter{file, progress}
	switch {
	case strings.HasSuffix(path, ".zst"):
		decoder, err := zstd.NewReader(source, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		defer decoder.Close()
		source = decoder
	case strings.HasSuffix(path, ".gz"):
		if source, err = gzip.NewReader(source); err != nil {
			return fmt.Errorf("reading %s: it is no gzip file: %w", path, err)
		}
	case !strings.HasSuffix(path, ".jsonl"):
		return fmt.Errorf("reading %s: want a file named .jsonl, .jsonl.gz or .jsonl.zst", path)
	}
	reader := bufio.NewReaderSize(source, 1<<20)
	for number := 1; ; number++ {
		line, tooLong, err := readLine(reader)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s is damaged after line %d: %w", path, number-1, err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF")) // some programs mark UTF-8 so
		}
		switch {
		case tooLong:
			bad(BadLine{path, number, fmt.Sprintf("longer than %d bytes", maxLine)})
		case len(line) > 0:
			if err := take(line); err != nil {
				bad(BadLine{path, number, err.Error()})
			}
		}
		if err != nil {
			return nil
		}
	}
}

// readLine gives the next line without its end. What is beyond maxLine is read and dropped.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		piece, err := r.ReadSlice('\n')
		if len(line)+len(piece) <= maxLine {
			line = append(line, piece...)
		} else {
			tooLong = true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return []byte(strings.TrimRight(string(line), "\r\n")), tooLong, err
		}
	}
}

type counter struct {
	io.Reader
	add func(int)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if c.add != nil {
		c.add(n)
	}
	return n, err
}
