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

// open gives a file's text: unpacked, by its name, when it is .gz, .zst or a .zip of one, and without
// the mark that some programs put before UTF-8.
func open(path string) (io.Reader, func(), error) {
	packed, end, err := unpack(path)
	if err != nil {
		return nil, nil, err
	}
	text := bufio.NewReaderSize(packed, 1<<16)
	begin, _ := text.Peek(len(utf8Mark)) // what cannot be read, reading says
	switch {
	case string(begin) == utf8Mark:
		_, _ = text.Discard(len(utf8Mark))
	case len(begin) > 1 && (string(begin[:2]) == "\xff\xfe" || string(begin[:2]) == "\xfe\xff"):
		end()
		return nil, nil, bad(path, 0, "is UTF-16, want UTF-8")
	}
	return text, end, nil
}

const utf8Mark = "\uFEFF"

func unpack(path string) (io.Reader, func(), error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, nil, bad(path, 0, "is a folder, want a file")
	}
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
