package ingest_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

// ClickHouse writes a block's token before the block: killed between the two it answers the
// next sending of the block with OK and stores nothing. Here the rows and the progress are
// taken away and the tokens stay, which is the same state.
func TestRowsThatATokenSwallowedAreSentAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	stop := s.consumer()
	s.say(30) // one request a partition, so one broker time and one block each
	s.settle()
	stop()
	for _, statement := range []string{"DELETE FROM actions WHERE true", "TRUNCATE TABLE ingest_progress"} {
		if err := s.warehouse.Conn().Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer // read only after the consumer has ended
	stop = s.consumerThatLogs(slog.New(slog.NewTextHandler(&said, nil)))
	s.settle()
	stop()
	s.check()
	if !strings.Contains(said.String(), "clickhouse kept a token but not its rows") {
		t.Errorf("no token swallowed anything, so nothing was tested:\n%s", &said)
	}
}
