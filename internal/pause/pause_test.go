package pause_test

import (
	"context"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/pause"
)

func TestPauseEndsWithItsContext(t *testing.T) {
	if !pause.For(t.Context(), time.Millisecond) {
		t.Error("a pause that came to its end says that the context has")
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if pause.For(ctx, time.Hour) {
		t.Error("a pause that was cut short says that it was not")
	}
}
