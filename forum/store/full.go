package store

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// diskFull is PostgreSQL's code for it (its manual, appendix A).
const diskFull = "53100"

// Passes says whether an error is the store's for now, which is away or full: the same may work later.
func Passes(err error) bool { return Away(err) || Full(err) }

// Full says whether an error means that the store's disk has no room: nothing was changed, what is there can
// be read, and the same may work once there is room.
func Full(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return server.Code == diskFull
	}
	var file *driver.Error
	if errors.As(err, &file) {
		// The second: no room for the index of the log.
		return file.Code() == sqlite3.SQLITE_FULL || file.Code() == sqlite3.SQLITE_IOERR_SHMSIZE
	}
	return false
}
