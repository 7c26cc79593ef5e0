package score

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// DataError is bad input: where it stands, and what is wrong.
type DataError struct {
	File    string
	Line    int // 0: the file as a whole
	Problem string
}

func (e *DataError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Problem
	}
	return fmt.Sprintf("%s line %d: %s", e.File, e.Line, e.Problem)
}

func bad(file string, line int, format string, args ...any) error {
	return &DataError{file, line, fmt.Sprintf(format, args...)}
}

// open gives a file's content: unpacked, by its name, when it is .gz, .zst or a .zip of one.
func open(path string) (io.Reader, func(), error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the data: %w", err)
	}
	end := func() { file.Close() }
	switch {
	case strings.HasSuffix(path, ".gz"):
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			end()
			return nil, nil, bad(path, 0, "is no gzip file: %v", err)
		}
		return unpacked, end, nil
	case strings.HasSuffix(path, ".zst"):
		unpacked, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
		if err != nil {
			end()
			return nil, nil, bad(path, 0, "is no zstd file: %v", err)
		}
		return unpacked, func() { unpacked.Close(); end() }, nil
	case strings.HasSuffix(path, ".zip"):
		end()
		return openZip(path)
	}
	return file, end, nil
}

func openZip(path string) (io.Reader, func(), error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, nil, bad(path, 0, "is no zip file: %v", err)
	}
	if len(archive.File) != 1 {
		archive.Close()
		return nil, nil, bad(path, 0, "holds %d files, want one", len(archive.File))
	}
	inside, err := archive.File[0].Open()
	if err != nil {
		archive.Close()
		return nil, nil, bad(path, 0, "cannot be unpacked: %v", err)
	}
	return inside, func() { inside.Close(); archive.Close() }, nil
}

// eachLine hands over the lines of a file. A file without any, or cut short, is an error.
func eachLine(path string, take func(number int, line string) error) error {
	r, end, err := open(path)
	if err != nil {
		return err
	}
	defer end()
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 1<<16), 32<<20)
	number := 0
	for lines.Scan() {
		number++
		if err := take(number, lines.Text()); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return bad(path, number+1, "cannot be read, the file may be cut short: %v", err)
	}
	if number == 0 {
		return bad(path, 0, "is empty")
	}
	return nil
}
