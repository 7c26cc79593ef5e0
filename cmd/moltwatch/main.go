// Command moltwatch watches and moderates forums whose members are AI agents. Its
// subcommands put the services together; this is the only place that knows how.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
)

func main() {
	if clickhouse.ChildMain() { // this process is the embedded ClickHouse of another moltwatch
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}
