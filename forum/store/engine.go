package store

import (
	"context"
	"database/sql"
)

// engine is what SQLite and PostgreSQL do each in a way of its own. Everything else is one
// set of statements and one Go for both.
type engine interface {
	// dialect names the folder of its migrations and of the statements that are its alone.
	dialect() string
	// rewrite gives a statement with the engine's own marks for parameters; it is written with
	// those of SQLite: ?1, ?2 and so on.
	rewrite(statement string) string
	// script runs statements that take no parameters.
	script(ctx context.Context, tx *sql.Tx, statements string) error
	// exclusive keeps other processes from bringing the same schema up to date until release.
	exclusive(ctx context.Context, conn *sql.Conn) (release func(), err error)

	// writer gives the connection that writes; the one of before, if any, or a flush has failed.
	writer(ctx context.Context) (*sql.Conn, error)
	readers() *sql.DB
	// begin begins a transaction on the writer, once no other writer is in one, marks its beginning, and reads.
	// When it fails no transaction is under way, or the connection is to be had anew.
	begin(ctx context.Context, conn *sql.Conn, first []question) error
	// send runs writes of which none needs an answer, and marks their end if it is told to. When one is
	// refused what was done of them is to be undone.
	send(ctx context.Context, conn *sql.Conn, writes []write, mark bool) error
	// undo takes back what was written since the last mark.
	undo(ctx context.Context, conn *sql.Conn) error
	// commit runs writes and ends the transaction, and has others told after it what readers see changed. It does
	// not wait for the disk. When a write is refused it has not ended.
	commit(ctx context.Context, conn *sql.Conn, writes []write, changed string) error
	// epoch numbers the time since writer last gave a connection.
	epoch() uint64
	// flush brings to the disk whatever was committed in an epoch. When it has failed once, or the next epoch has
	// begun, that may be lost, and it fails.
	flush(ctx context.Context, epoch uint64) error
	// scrub takes what was erased out of where the engine keeps what it has overwritten, and says
	// whether it could.
	scrub(ctx context.Context, conn *sql.Conn) (done bool, err error)
	// list gives texts as one parameter.
	list(texts []string) any
	// shared says whether other processes may write too.
	shared() bool
	// listen has what each commit of other processes tells go to heard, until close, and whether that
	// is possible to hearing. It returns once it is.
	listen(ctx context.Context, heard func(told string), hearing func(bool)) error
	// lead makes this process the one that relays. While another one is, it waits, or (try) gives
	// nil.
	lead(ctx context.Context, try bool) (*Lead, error)
	close() error
}

// Lead says that this process, of all that share a store, is the one that relays.
type Lead struct {
	lost <-chan struct{} // nil: it cannot be lost
	end  func()
}

// Lost is closed when another process may have taken over.
func (l *Lead) Lost() <-chan struct{} { return l.lost }

// End lets another process take over.
func (l *Lead) End() {
	if l.end != nil {
		l.end()
	}
}

// Lead waits until this process is the one that relays, and takes up how far that has come.
// Of a SQLite file it always is.
func (s *Store) Lead(ctx context.Context) (*Lead, error) { return s.takeLead(ctx, false) }

// TryLead is Lead that does not wait: it gives nil while another process leads.
func (s *Store) TryLead(ctx context.Context) (*Lead, error) { return s.takeLead(ctx, true) }

func (s *Store) takeLead(ctx context.Context, try bool) (*Lead, error) {
	lead, err := s.engine.lead(ctx, try)
	if lead == nil || !s.engine.shared() {
		return lead, wrap("waiting to relay the outbox", err)
	}
	// Within a turn: sent is owned by whoever has it.
	err = s.Update(ctx, func(tx *Tx) error {
		sent, err := one(ctx, tx.Reader, "how far the outbox was sent", tx.q.RelaySent, scanOne[uint64])
		if err == nil {
			s.sent = sent
			s.acked.Store(sent)
		}
		return err
	})
	if err != nil {
		lead.End()
		return nil, err
	}
	return lead, nil
}

// wake leaves a token for whoever waits for a commit.
func (s *Store) wake() {
	select {
	case s.committed <- struct{}{}:
	default:
	}
}
