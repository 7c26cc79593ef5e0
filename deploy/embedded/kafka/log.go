package kafka

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/twmb/franz-go/pkg/kfake"
)

// brokerLog hands on what the broker has to complain about. What clients do is not told.
type brokerLog struct{ log *slog.Logger }

func (l brokerLog) Logf(level kfake.LogLevel, format string, args ...any) {
	message := slog.String("message", strings.TrimSpace(fmt.Sprintf(format, args...)))
	switch level {
	case kfake.LogLevelError:
		l.log.Error("kafka broker", message)
	case kfake.LogLevelWarn:
		l.log.Warn("kafka broker", message)
	}
}
