package store

import (
	"database/sql/driver"
	"errors"
	"strings"
	"sync"

	modernc "modernc.org/sqlite"
)

// registerHolds gives SQLite, once for the process, the function holds(body, piece) that migrations give PostgreSQL:
// SQLite's own lower() knows the letters of ASCII alone.
var registerHolds = sync.OnceValue(func() error {
	return modernc.RegisterDeterministicScalarFunction("holds", 2, func(_ *modernc.FunctionContext, args []driver.Value) (driver.Value, error) {
		body, isText := args[0].(string)
		piece, areTexts := args[1].(string)
		if !isText || !areTexts {
			return nil, errors.New("holds wants two texts")
		}
		return strings.Contains(strings.ToLower(body), strings.ToLower(piece)), nil
	})
})
