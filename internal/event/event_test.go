package event_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/internal/event"
)

func post(text string) event.Action {
	a := event.Action{
		V: event.Version, ID: "a", Forum: "f", Kind: event.PostCreated, Agent: event.Agent{ID: "x"},
		Time: event.At(time.Date(2026, 1, 30, 16, 25, 1, 123456789, time.UTC)),
	}
	a.SetText(text)
	return a
}

func TestAnyTextFitsOneMessage(t *testing.T) {
	for name, text := range map[string]string{
		"controls": strings.Repeat("\x01", 200_000), // six bytes each in JSON
		"emoji":    strings.Repeat("🦞", 100_000),
		"broken":   strings.Repeat("\xff", 100_000),
		"quotes":   strings.Repeat(`"`, 100_000),
	} {
		a := post(text)
		b, err := event.Encode(a)
		if err != nil || len(b) > event.MaxActionBytes {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
			continue
		}
		got, err := event.Decode[event.Action](b)
		if err != nil || !utf8.ValidString(got.Text) || got.Text == "" || got.TextLen != uint32(len(text)) || got.TextSHA256 != a.TextSHA256 {
			t.Errorf("%s: came back with %d bytes of text, length %d, %v", name, len(got.Text), got.TextLen, err)
		}
	}
}

func TestErrorsNameTheField(t *testing.T) {
	const valid = `{"v":1,"id":"a","forum":"f","time":"2026-01-30T16:25:01.123456Z","kind":"vote.cast","agent":{"id":"x"},"value":1}`
	if _, err := event.Decode[event.Action]([]byte(valid)); err != nil {
		t.Fatal(err)
	}
	for field, replace := range map[string][2]string{
		"v": {`"v":1`, `"v":9`}, "id": {`"id":"a"`, `"id":""`}, "forum": {`"forum":"f",`, ``}, "kind": {`vote.cast`, `DROP TABLE`},
		"agent.id": {`{"id":"x"}`, `{}`}, "value": {`"value":1`, `"value":2`}, "time": {`2026-01`, `1026-01`}, "text": {`"value":1`, `"text":5`},
	} {
		_, err := event.Decode[event.Action]([]byte(strings.Replace(valid, replace[0], replace[1], 1)))
		var fieldErr *event.FieldError
		if !errors.As(err, &fieldErr) || fieldErr.Field != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	if _, err := event.Decode[event.Action]([]byte(strings.Replace(valid, "vote.cast", "not.known_yet", 1))); err != nil {
		t.Errorf("an unknown kind is refused: %v", err)
	}
	if _, err := event.Decode[event.Action]([]byte(`{"v":1,`)); err == nil {
		t.Error("half a record is taken")
	}
	if _, err := event.Decode[event.Action](make([]byte, event.MaxActionBytes+1)); !errors.Is(err, event.ErrTooLarge) {
		t.Errorf("an oversized record gives %v", err)
	}
}

func TestTimesAreCutToMicrosecondsAndUTC(t *testing.T) {
	local := time.FixedZone("somewhere", 3600)
	got := event.At(time.Date(2026, 1, 30, 17, 25, 1, 123456789, local)).String()
	if want := "2026-01-30T16:25:01.123456Z"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzDecodeAction(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `null`, `[]`, `{"v":1}`, `{"v":1,"time":-1}`, `{"v":1e400}`, "\xff",
		`{"v":1,"id":"a","forum":"f","time":"2026-01-30T16:25:01Z","kind":"post.created","agent":{"id":"x"},"text":"\ud800"}`,
		`{"v":1,"id":"a","forum":"f","time":"2026-01-30T16:25:01Z","kind":"watermark","producer":"p","seq":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := event.Decode[event.Action](b)
		if err != nil {
			return
		}
		if _, err := event.Encode(a); err != nil {
			t.Errorf("what was taken cannot be written again: %v", err)
		}
	})
}
