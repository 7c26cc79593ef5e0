package event_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/event"
)

func schema(t *testing.T, name string) (raw map[string]any, compiled *jsonschema.Schema) {
	t.Helper()
	b, err := event.Schemas.ReadFile("schema/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, document); err != nil {
		t.Fatal(err)
	}
	if compiled, err = compiler.Compile(name); err != nil {
		t.Fatal(err)
	}
	return document.(map[string]any), compiled
}

var records = map[string]any{
	"action": event.Action{}, "flag": event.Flag{}, "decision": event.Decision{}, "deadletter": event.DeadLetter{},
}

func TestSchemasHaveTheFieldsOfTheCodec(t *testing.T) {
	for name, record := range records {
		raw, _ := schema(t, name)
		compareFields(t, name, reflect.TypeOf(record), raw)
	}
}

func compareFields(t *testing.T, where string, typ reflect.Type, schema map[string]any) {
	t.Helper()
	properties := schema["properties"].(map[string]any)
	fields := map[string]reflect.Type{}
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		fields[name] = typ.Field(i).Type
	}
	ofCodec, ofSchema := slices.Sorted(maps.Keys(fields)), slices.Sorted(maps.Keys(properties))
	if !slices.Equal(ofCodec, ofSchema) {
		t.Errorf("%s: the codec has %v, the schema %v", where, ofCodec, ofSchema)
	}
	for name, field := range fields {
		property, _ := properties[name].(map[string]any)
		if items, ok := property["items"].(map[string]any); ok && field.Kind() == reflect.Slice {
			field, property = field.Elem(), items
		}
		if _, nested := property["properties"]; nested && field.Kind() == reflect.Struct {
			compareFields(t, where+"."+name, field, property)
		}
	}
}

func conforms[R event.Action | event.Flag | event.Decision](t *rapid.T, compiled *jsonschema.Schema, record R) {
	b, err := event.Encode(record)
	if err != nil {
		t.Fatalf("a valid record is refused: %v", err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(document); err != nil {
		t.Fatalf("the codec takes what the schema refuses: %v\n%s", err, b)
	}
	again, err := event.Decode[R](b)
	if err != nil {
		t.Fatalf("what was encoded cannot be decoded: %v", err)
	}
	twice, err := event.Encode(again)
	if err != nil || !bytes.Equal(b, twice) {
		t.Fatalf("a record changed on the wire (%v):\n%s\n%s", err, b, twice)
	}
}

func TestWhatTheCodecTakesConformsToTheSchema(t *testing.T) {
	_, action := schema(t, "action")
	_, flag := schema(t, "flag")
	_, decision := schema(t, "decision")
	rapid.Check(t, func(t *rapid.T) {
		conforms(t, action, anyAction.Draw(t, "action"))
		conforms(t, flag, anyFlag.Draw(t, "flag"))
		conforms(t, decision, anyDecision.Draw(t, "decision"))
	})
}

func TestSchemaRefusesWhatTheCodecRefuses(t *testing.T) {
	_, compiled := schema(t, "action")
	valid := `{"v":1,"id":"a","forum":"f","time":"2026-01-30T16:25:01.123456Z","kind":"post.created","agent":{"id":"x"}}`
	for _, replace := range [][2]string{
		{`"v":1`, `"v":2`}, {`"id":"a"`, `"id":""`}, {`"kind":"post.created"`, `"kind":"Post Created"`},
		{`"2026-01-30T16:25:01.123456Z"`, `"yesterday"`}, {`,"agent":{"id":"x"}`, ``}, {`"forum":"f"`, `"forum":7`},
		{`"post.created"`, `"watermark"`},
	} {
		changed := strings.Replace(valid, replace[0], replace[1], 1)
		_, err := event.Decode[event.Action]([]byte(changed))
		var document any
		if jsonErr := json.Unmarshal([]byte(changed), &document); jsonErr != nil {
			t.Fatal(jsonErr)
		}
		if schemaErr := compiled.Validate(document); err == nil || schemaErr == nil {
			t.Errorf("%s: codec says %v, schema says %v, want both to refuse", changed, err, schemaErr)
		}
	}
}
