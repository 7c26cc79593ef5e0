package replay_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim/replay"
)

const dump = `{"kind":"post","id":"p1","created_at":"2026-02-03T09:00:00.5+00:00","author_id":"a1","author":"ann","submolt":"general","post_id":"p1","title":"Tides","content":"How do you read them?","upvotes":7,"comment_count":2,"observed_at":"2026-02-03T09:00:20+00:00"}
{"kind":"comment","id":"c1","created_at":"2026-02-03T09:00:10+00:00","author_id":"a2","author":"bob","submolt":"general","post_id":"p1","content":"By the moon."}

{"kind":"comment","id":"c2","created_at":"2026-02-03T09:00:30+00:00","author_id":"a1","author":"ann","submolt":"general","post_id":"p1","parent_id":"c1","content":"Thanks."}
`

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	data := []byte(content)
	if strings.HasSuffix(name, ".zst") {
		encoder, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		data = encoder.EncodeAll(data, nil)
	}
	if strings.HasSuffix(name, ".gz") {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write(data)
		_ = w.Close()
		data = packed.Bytes()
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func actions(t *testing.T, path string) (list []string) {
	t.Helper()
	err := replay.Actions(path, nil, func(a event.Action) error {
		if err := event.Validate(a); err != nil {
			t.Error(err)
		}
		list = append(list, fmt.Sprint(a.Time.Format("05 "), a.Kind, " ", a.ID, " on ", a.Target.ID, " of ", a.Target.AgentID, " ", a.Reason, a.Value))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTotalsComeWhenTheyWereSeen(t *testing.T) {
	want := []string{
		"00 post.created p1 on  of  0",
		"10 comment.created c1 on p1 of a1 0",
		"20 score.observed p1/comment_count on p1 of a1 comment_count2",
		"20 score.observed p1/upvotes on p1 of a1 upvotes7",
		"30 comment.created c2 on c1 of a2 0",
	}
	for _, name := range []string{"dump.jsonl", "dump.jsonl.zst", "dump.jsonl.gz"} {
		got := actions(t, write(t, name, "\uFEFF"+dump))
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s gives\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestBadLinesAreReportedWithTheirNumber(t *testing.T) {
	bad := strings.Join([]string{
		`{"kind":"vote","id":"x"}`, `{"kind":"post"`, `{"kind":"post","id":7}`,
		`{"kind":"comment","id":"c","created_at":"2026-02-03T09:00:00Z","author_id":"a","content":"x"}`,
		`{"kind":"post","id":"p","created_at":"tomorrow","author_id":"a"}`,
		`{"kind":"post","id":"p","created_at":"2026-02-03T09:00:00Z","author_id":""}`,
	}, "\n") + "\n" + dump
	path := write(t, "dump.jsonl", bad)
	s, err := replay.Look(path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Events != 3 || s.BadTotal != 6 || len(s.Agents) != 2 || len(s.Submolts) != 1 {
		t.Errorf("found %d events, %d bad lines, %d agents, %v", s.Events, s.BadTotal, len(s.Agents), s.Submolts)
	}
	for i, part := range []string{"kind", "JSON", "id", "post_id", "RFC 3339", "agent.id"} {
		if s.Bad[i].Line != i+1 || !strings.Contains(s.Bad[i].Err, part) {
			t.Errorf("bad line %d is reported as %+v, want something about %q", i+1, s.Bad[i], part)
		}
	}
	if got := actions(t, path); len(got) != 5 {
		t.Errorf("%d actions come of the good lines, want 5", len(got))
	}
}

func TestDamagedFilesAreErrorsThatSayWhere(t *testing.T) {
	whole, err := os.ReadFile(write(t, "dump.jsonl.zst", strings.Repeat(dump, 5000)))
	if err != nil {
		t.Fatal(err)
	}
	damaged := write(t, "dump.jsonl.zst", "")
	if err := os.WriteFile(damaged, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := replay.Look(damaged, "", nil); err == nil || !strings.Contains(err.Error(), "damaged after line") {
		t.Errorf("half a file gives %v", err)
	}
	if _, err := replay.Look(filepath.Join(t.TempDir(), "nowhere.jsonl"), "", nil); err == nil {
		t.Error("no file is no error")
	}
	if _, err := replay.Look(write(t, "dump.csv", dump), "", nil); err == nil || !strings.Contains(err.Error(), ".jsonl") {
		t.Errorf("another format gives %v", err)
	}
}

func TestEventsOutOfOrderAreCounted(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(dump), "\n")
	s, err := replay.Look(write(t, "dump.jsonl", lines[3]+"\n"+lines[0]+"\n"+lines[1]+"\n"), "", nil)
	if err != nil || s.OutOfOrder != 2 {
		t.Errorf("%d are out of order (%v), want 2", s.OutOfOrder, err)
	}
}

func FuzzParseEvent(f *testing.F) {
	for line := range strings.SplitSeq(dump, "\n") {
		f.Add([]byte(line))
	}
	f.Add([]byte(`{"kind":"post","id":"p","created_at":"2026-02-03T09:00:00Z","author_id":"a","title":"` + strings.Repeat("é", 5000) + `"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := replay.ParseEvent(line)
		if err != nil {
			return
		}
		path := filepath.Join(t.TempDir(), "one.jsonl")
		if err := os.WriteFile(path, line, 0o600); err != nil {
			t.Fatal(err)
		}
		err = replay.Actions(path, nil, func(a event.Action) error {
			_, err := event.Encode(a)
			return err
		})
		if err != nil {
			t.Errorf("event %s was taken but gives an action that cannot be sent: %v", e.ID, err)
		}
	})
}
