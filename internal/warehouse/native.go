package warehouse

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
)

// insertWithin bounds one insert: then it counts as failed, and may be stored all the same.
const insertWithin = time.Minute

// native sends blocks of columns over the native protocol. The driver of database/sql's shape
// makes its columns anew for every insert; this keeps those of its callers.
type native struct {
	options *clickhouse.Options
	idle    chan *ch.Client
}

func newNative(options *clickhouse.Options) *native {
	return &native{options: options, idle: make(chan *ch.Client, 16)}
}

// insert sends one block. Once begun it comes to its end though ctx ends: see patient. A
// connection that failed is not used again.
//
// repeated reports whether ClickHouse left something out, in the table or behind one of its
// views, because it had a token already.
func (n *native) insert(ctx context.Context, query string, columns proto.Input, settings []ch.Setting) (repeated bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), insertWithin)
	defer cancel()
	client, err := n.client(ctx)
	if err != nil {
		return false, err
	}
	err = client.Do(ctx, ch.Query{
		Body: query, Input: columns, Settings: settings,
		OnProfileEvents: func(_ context.Context, events []ch.ProfileEvent) error {
			for _, e := range events {
				repeated = repeated || e.Name == "DuplicatedInsertedBlocks" && e.Value > 0
			}
			return nil
		},
	})
	if err != nil {
		client.Close() // it may be closed already
		return repeated, fmt.Errorf("sending an insert: %w", err)
	}
	select {
	case n.idle <- client:
	default:
		client.Close()
	}
	return repeated, nil
}

// client gives a connection that is idle, or a new one to the first address that answers.
func (n *native) client(ctx context.Context) (*ch.Client, error) {
	for {
		select {
		case client := <-n.idle:
			if !client.IsClosed() {
				return client, nil
			}
			continue
		default:
		}
		break
	}
	var failed []error
	for _, addr := range n.options.Addr {
		client, err := ch.Dial(ctx, ch.Options{
			Address: addr, Database: n.options.Auth.Database, User: n.options.Auth.Username, Password: n.options.Auth.Password,
			Compression: ch.CompressionLZ4, TLS: n.options.TLS, DialTimeout: n.options.DialTimeout,
			HandshakeTimeout: n.options.DialTimeout, ClientName: "moltwatch",
		})
		if err == nil {
			return client, nil
		}
		failed = append(failed, fmt.Errorf("connecting to ClickHouse at %s: %w", addr, err))
	}
	return nil, errors.Join(failed...)
}

// close ends the idle connections.
func (n *native) close() {
	for {
		select {
		case client := <-n.idle:
			client.Close()
		default:
			return
		}
	}
}
