//go:build !linux

package clickhouse

import (
	"errors"
	"io"
)

// attachTerminal fails: the engine is installed for Linux alone.
func attachTerminal() (io.Closer, error) {
	return nil, errors.New("the embedded ClickHouse runs on Linux: give --clickhouse the address of a server")
}
