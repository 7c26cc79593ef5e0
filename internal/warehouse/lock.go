package warehouse

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// Whoever changes a node's schema holds a table there, since the creation of a table is the one
// thing that ClickHouse lets one of many do. It is renewed while it is held; the lock of one that
// was killed is taken over.
const (
	lockTable  = "schema_lock"
	lockRenew  = 2 * time.Second
	lockStale  = 10 * time.Second // without being renewed
	lockRetry  = 100 * time.Millisecond
	codeExists = 57 // TABLE_ALREADY_EXISTS
	codeGone   = 60 // UNKNOWN_TABLE
)

// alone runs f while nobody else who asks may change this node's schema.
func (n *node) alone(ctx context.Context, f func(context.Context) error) error {
	token := rand.Text()
	if err := n.lock(ctx, token); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		for pause.For(ctx, lockRenew) {
			// If this fails for long the lock is lost; what f does is harmless to repeat.
			_ = n.conn.Exec(ctx, fmt.Sprintf("ALTER TABLE %s MODIFY COMMENT '%s'", lockTable, token))
		}
	}()
	err := f(ctx)
	cancel()
	<-renewed
	if dropErr := n.conn.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS "+lockTable+" SYNC"); err == nil && dropErr != nil {
		err = fmt.Errorf("releasing the lock on the schema: %w", dropErr)
	}
	return err
}

func (n *node) lock(ctx context.Context, token string) error {
	for {
		err := n.conn.Exec(ctx, fmt.Sprintf("CREATE TABLE %s (nothing UInt8) ENGINE = Memory COMMENT '%s'", lockTable, token))
		if err == nil {
			return nil
		}
		if !hasCode(err, codeExists) {
			return fmt.Errorf("locking the schema: %w", err)
		}
		if err := n.takeOver(ctx); err != nil {
			return err
		}
		if !pause.For(ctx, lockRetry) {
			return fmt.Errorf("waiting for another service to bring the schema up to date (it holds the table %s): %w", lockTable, ctx.Err())
		}
	}
}

// takeOver takes away a lock that is not renewed any more. It is renamed by the name of who held
// it, and left there: of two who see the same, the second finds the name taken, and takes nothing
// from the first.
func (n *node) takeOver(ctx context.Context) error {
	rows, err := n.conn.Query(ctx, "SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = {table:String} AND metadata_modification_time < now() - {stale:UInt32}",
		clickhouse.Named("table", lockTable), clickhouse.Named("stale", uint32(lockStale.Seconds())))
	if err != nil {
		return fmt.Errorf("asking who holds the lock on the schema: %w", err)
	}
	defer rows.Close()
	var holder string
	for rows.Next() {
		if err := rows.Scan(&holder); err != nil {
			return fmt.Errorf("reading who holds the lock on the schema: %w", err)
		}
	}
	if err := rows.Err(); err != nil || holder == "" {
		return err
	}
	err = n.conn.Exec(ctx, fmt.Sprintf("RENAME TABLE %s TO `%s_%s`", lockTable, lockTable, holder))
	if err != nil && !hasCode(err, codeExists) && !hasCode(err, codeGone) {
		return fmt.Errorf("taking over the lock on the schema: %w", err)
	}
	return nil
}

func hasCode(err error, code int32) bool {
	var exception *clickhouse.Exception
	return errors.As(err, &exception) && exception.Code == code
}
