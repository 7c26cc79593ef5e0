package event_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/event"
)

const plainAction = `{"v":1,"id":"action-00012345","forum":"f","producer":"p","seq":12346,"time":"2026-02-03T09:00:00.000000Z",` +
	`"kind":"comment.created","agent":{"id":"agent-345","name":"somebody"},"post_id":"post-2345",` +
	`"text":"A comment of middling length, as agents write them when they have nothing to add.\n\"Quite so.\"","items":["a","b"]}`

// byJSON is the reference: encoding/json, and the rules of Validate.
func byJSON(b []byte) (a event.Action, err error) {
	if len(b) > event.MaxActionBytes {
		return a, event.ErrTooLarge
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return a, err
	}
	return a, event.Validate(a)
}

// agrees holds the Decoder to the reference, and to the errors of Decode.
func agrees(t interface {
	Helper()
	Fatalf(string, ...any)
}, d *event.Decoder, b []byte) {
	t.Helper()
	before := bytes.Clone(b)
	var got event.Action
	gotErr := d.Action(b, &got)
	want, wantErr := byJSON(b)
	if (gotErr == nil) != (wantErr == nil) {
		t.Fatalf("%.300q: the decoder says %v, encoding/json %v", b, gotErr, wantErr)
	}
	if _, err := event.Decode[event.Action](b); fmt.Sprint(err) != fmt.Sprint(gotErr) {
		t.Fatalf("%.300q: the decoder says %v, Decode says %v", b, gotErr, err)
	}
	if wantErr == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%.300q:\nthe decoder reads     %+v\nencoding/json reads   %+v", b, got, want)
	}
	if !bytes.Equal(before, b) {
		t.Fatalf("the decoder changed its input %.300q", before)
	}
}

// with gives the plain action with one piece replaced.
func with(old, new string) string { return strings.Replace(plainAction, old, new, 1) }

func withFeatures(fields string) string { return with(`"items":["a","b"]`, `"features":{`+fields+`}`) }

// zeroVector is an embedding of a text without words.
var zeroVector = base64.StdEncoding.EncodeToString(make([]byte, event.Dims))

// odd are records that readers of JSON are known to differ about.
var odd = []string{
	plainAction, "", "null", "{}", "[]", "1", `"x"`, " " + plainAction + "\n", plainAction + "x", plainAction + plainAction, plainAction + "\x00",
	plainAction[:len(plainAction)-1], plainAction[:100], "\ufeff" + plainAction,
	with(`"v":1`, `"v":1.0`), with(`"v":1`, `"v":01`), with(`"v":1`, `"v":1e0`), with(`"v":1`, `"v":-1`), with(`"v":1`, `"v":2`), with(`"v":1`, `"v":"1"`),
	with(`"v":1`, `"v":null`), with(`"v":1`, `"V":1`), with(`"v":1`, `"v":2,"v":1`), with(`"v":1`, `"v":1,"V":2`), with(`"v":1`, `"v":1,"\u0076":2`),
	with(`"seq":12346`, `"seq":18446744073709551615`), with(`"seq":12346`, `"seq":18446744073709551616`), with(`"seq":12346`, `"seq":-1`),
	with(`"seq":12346`, `"ſeq":12346`), with(`"kind"`, `"Kind"`), with(`"kind"`, "\"\u212aind\""),
	with(`2026-02-03T09:00:00.000000Z`, `2026-02-03T09:00:00+01:00`), with(`2026-02-03T09:00:00.000000Z`, `2026-02-03T09:00:00,5Z`),
	with(`2026-02-03T09:00:00.000000Z`, `-001-02-03T09:00:00Z`), with(`2026-02-03T09:00:00.000000Z`, `2026-02-30T09:00:00Z`),
	with(`"2026-02-03T09:00:00.000000Z"`, `-1`), with(`"2026-02-03T09:00:00.000000Z"`, `null`), with(`2026-02-03`, `2026\u002d02-03`), with(`2026`, `1026`),
	with(`{"id":"agent-345","name":"somebody"}`, `null`), with(`{"id":"agent-345","name":"somebody"}`, `"x"`), with(`{"id":"agent-345","name":"somebody"}`, `{}`),
	with(`"name":"somebody"`, `"name":"somebody"},"agent":{"name":"else"`), with(`"name":"somebody"`, `"name":"a","name":"b"`), with(`"name"`, `"NAME"`),
	with(`somebody`, "some\x00body"), with(`somebody`, `some\u0000body`), with(`somebody`, "some\xffbody"), with(`somebody`, `some\ud800body`),
	with(`somebody`, `\ud83e\udd9e`), with(`somebody`, "some\nbody"), with(`somebody`, "\xed\xa0\x80"), with(`somebody`, "\u2028"), with(`somebody`, `\/\b\x`),
	with(`comment.created`, `not.known_yet`), with(`comment.created`, `Comment`), with(`comment.created`, `watermark`), with(`comment.created`, `vote.cast`),
	with(`"items":["a","b"]`, `"items":[]`), with(`"items":["a","b"]`, `"items":null`), with(`"items":["a","b"]`, `"items":[1]`), with(`"items":["a","b"]`, `"items":["a",null]`),
	with(`"items":["a","b"]`, `"items":["a","b"],"items":["c"]`), with(`"items":["a","b"]`, `"items":["a\tb"]`), with(`"items":["a","b"]`, `"items":["a",]`),
	with(`"items":["a","b"]`, `"items":["",""]`), with(`"items":["a","b"]`, `"value":-9223372036854775808`), with(`"items":["a","b"]`, `"value":9223372036854775808`),
	with(`"items":["a","b"]`, `"value":-0`), with(`"items":["a","b"]`, `"text_len":4294967296`), with(`"items":["a","b"]`, `"text_len":4294967295`),
	with(`"items":["a","b"]`, `"new":7,"new":8`), with(`"items":["a","b"]`, `"new":{"id":[1,{"v":2}]}`), with(`"items":["a","b"]`, `"new":`+strings.Repeat("[", 10_001)+strings.Repeat("]", 10_001)),
	with(`"items":["a","b"]`, `"origin":{"addr":"a","net":"b","client":"c","owner":"d","key":"e"},"target":{"kind":"post","id":"x","agent_id":"y"},"value":1`),
	with(`"items":["a","b"]`, `"origin":{"ADDR":"a"}`), with(`"items":["a","b"]`, `"target":[]`), with(`"items":["a","b"]`, `"submolt":true`), with(`"items":["a","b"]`, `"url":1e400`),
	with(`"items":["a","b"]`, `"rationale":"because","confidence":0.25`), with(`"items":["a","b"]`, `"confidence":1e-3`), with(`"items":["a","b"]`, `"confidence":1.5`),
	with(`"items":["a","b"]`, `"confidence":-0.0`), with(`"items":["a","b"]`, `"confidence":1e400`), with(`"items":["a","b"]`, `"confidence":"1"`), with(`"items":["a","b"]`, `"confidence":null`),
	withFeatures(`"embedding":"` + zeroVector + `","bands":"AAAAAAAAAAE=","injection":0.25,"repeats":1,"runes":7`), withFeatures(``), withFeatures(`"embedding_model":"static-2"`), withFeatures(`"embedding_model":"` + strings.Repeat("m", 201) + `"`), withFeatures(`"embedding_model":"a","embedding_model":"b"`), withFeatures(`"injection":1e-3`),
	withFeatures(`"embedding":""`), withFeatures(`"embedding":"AA=="`), withFeatures(`"embedding":"` + zeroVector + `A"`), withFeatures(`"embedding":"` + zeroVector[:343] + `="`),
	withFeatures(`"embedding":"` + zeroVector[:340] + `\u0041A=="`), withFeatures(`"embedding":"` + zeroVector[:341] + `R=="`), withFeatures(`"bands":"AAAAAAAAAAF="`), withFeatures(`"bands":"AAA="`),
	withFeatures(`"bands":"` + strings.Repeat("A", 684) + `"`), withFeatures(`"bands":"` + strings.Repeat("A", 683) + `="`), withFeatures(`"bands":"AAAA\nAAAAAAE="`),
	withFeatures(`"injection":1.5`), withFeatures(`"injection":-0.0`), withFeatures(`"injection":-1`), withFeatures(`"injection":"x"`), withFeatures(`"injection":1e400`), withFeatures(`"repeats":null`),
	withFeatures(`"runes":4294967296`), withFeatures(`"runes":1,"runes":2`), withFeatures(`"Runes":1`), with(`"items":["a","b"]`, `"features":null`), with(`"items":["a","b"]`, `"features":[]`),
	with(`A comment`, strings.Repeat("x", event.MaxTextBytes)), with(`A comment`, strings.Repeat("x", 10<<20)),
}

func TestDecoderAgreesWithEncodingJSON(t *testing.T) {
	var d event.Decoder
	for _, record := range odd {
		agrees(t, &d, []byte(record))
	}
}

func TestDecoderAgreesOnWhatIsEncoded(t *testing.T) {
	var d event.Decoder
	rapid.Check(t, func(t *rapid.T) {
		b, err := event.Encode(anyAction.Draw(t, "action"))
		if err != nil {
			t.Fatal(err)
		}
		agrees(t, &d, b)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		agrees(t, &d, b[:at])
		b[at] = rapid.Byte().Draw(t, "byte")
		agrees(t, &d, b)
	})
}

func FuzzDecoderAgreesWithEncodingJSON(f *testing.F) {
	for _, record := range odd {
		if len(record) < 1000 {
			f.Add([]byte(record))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		agrees(t, &event.Decoder{}, b)
	})
}

func TestKindsAreWordsJoinedByDots(t *testing.T) {
	pattern := regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`)
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.StringMatching(`[a-c0-1_.A\x00é]{0,8}`).Draw(t, "kind")
		a := post("words")
		a.Kind = event.Kind(kind)
		if kind == "watermark" {
			return
		}
		if got, want := event.Validate(a) == nil, pattern.MatchString(kind); got != want {
			t.Fatalf("%q: taken is %v, want %v", kind, got, want)
		}
	})
}

func TestDecoderAllocatesNothingForPlainRecords(t *testing.T) {
	var d event.Decoder
	var a event.Action
	for _, record := range []string{plainAction, withFeatures(`"embedding":"` + zeroVector + `","bands":"AAAAAAAAAAE=","injection":0.25`)} {
		b := []byte(record)
		allocations := testing.AllocsPerRun(100, func() {
			if err := d.Action(b, &a); err != nil {
				t.Fatal(err)
			}
		})
		if allocations != 0 {
			t.Errorf("%v allocations a record, want none: %s", allocations, record)
		}
	}
}

func TestFeaturesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f event.Features
		vector := [event.Dims]int8(rapid.SliceOfN(rapid.Int8(), event.Dims, event.Dims).Draw(t, "vector"))
		bands := rapid.SliceOfN(rapid.Uint64(), 0, event.MaxBands).Draw(t, "bands")
		f.SetVector(&vector)
		f.SetBands(bands)
		var got [event.Dims]int8
		if !f.Vector(&got) || got != vector {
			t.Fatalf("the vector %v came back as %v", vector, got)
		}
		if read, ok := f.AppendBands(nil); !ok || !slices.Equal(read, bands) {
			t.Fatalf("the bands %v came back as %v", bands, read)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	record := []byte(plainAction)
	b.Run("decoder", func(b *testing.B) {
		b.ReportAllocs()
		var d event.Decoder
		var a event.Action
		for b.Loop() {
			if err := d.Action(record, &a); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := byJSON(record); err != nil {
				b.Fatal(err)
			}
		}
	})
}
