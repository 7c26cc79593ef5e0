package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"
)

// Call is one route and what goes over it.
type Call struct {
	Method, Path string
	Summary      string
	Keyed        bool     // it needs a key
	Query        []string // parameters that it reads
	Header       []string // headers that it must have
	Body         any      // a value of the type that it takes as JSON; nil: none
	Form         bool     // it takes multipart/form-data with a field file
	Status       int      // of an answer that is no refusal
	Answer       any      // a value of the type that it gives
}

// Info says what an API is.
type Info struct {
	Title, Description, Version string
	BasePath                    string // that all paths stand below
	Refusal                     any    // a value of the type that every refusal has
}

const schemas = "#/components/schemas/"

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// writer gathers the schemas of the types that it meets.
type writer struct {
	reflector jsonschema.Reflector
	schemas   map[string]any
}

// Document gives the document of an API as JSON.
func Document(info Info, calls []Call) ([]byte, error) {
	w := &writer{schemas: map[string]any{}}
	paths := map[string]map[string]any{}
	refusal, err := w.schema(info.Refusal)
	if err != nil {
		return nil, err
	}
	for _, c := range calls {
		operation, err := w.operation(c)
		if err != nil {
			return nil, fmt.Errorf("describing %s %s: %w", c.Method, c.Path, err)
		}
		if paths[c.Path] == nil {
			paths[c.Path] = map[string]any{}
		}
		paths[c.Path][strings.ToLower(c.Method)] = operation
	}
	document := map[string]any{
		"openapi": "3.1.0",
		"info":    map[string]any{"title": info.Title, "description": info.Description, "version": info.Version},
		"servers": []any{map[string]any{"url": info.BasePath}},
		"paths":   paths,
		"components": map[string]any{
			"schemas":         w.schemas,
			"responses":       map[string]any{"refusal": map[string]any{"description": "Why the call was refused.", "content": content(refusal)}},
			"securitySchemes": map[string]any{"bearer": map[string]any{"type": "http", "scheme": "bearer"}},
		},
	}
	b, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the document of %s: %w", info.Title, err)
	}
	return append(b, '\n'), nil
}

func content(schema any) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": schema}}
}

func (w *writer) operation(c Call) (map[string]any, error) {
	answer, err := w.schema(c.Answer)
	if err != nil {
		return nil, err
	}
	operation := map[string]any{
		"summary":     c.Summary,
		"operationId": operationID(c),
		"responses": map[string]any{
			strconv.Itoa(c.Status): map[string]any{"description": http.StatusText(c.Status), "content": content(answer)},
			"default":              map[string]any{"$ref": "#/components/responses/refusal"},
		},
	}
	if c.Keyed {
		operation["security"] = []any{map[string]any{"bearer": []string{}}}
	}
	if parameters := parameters(c); len(parameters) > 0 {
		operation["parameters"] = parameters
	}
	switch {
	case c.Form:
		operation["requestBody"] = map[string]any{"required": true, "content": map[string]any{"multipart/form-data": map[string]any{"schema": map[string]any{
			"type": "object", "required": []string{"file"},
			"properties": map[string]any{"file": map[string]any{"type": "string", "contentMediaType": "application/octet-stream"}, "type": map[string]any{"type": "string"}},
		}}}}
	case c.Body != nil:
		body, err := w.schema(c.Body)
		if err != nil {
			return nil, err
		}
		operation["requestBody"] = map[string]any{"content": content(body)}
	}
	return operation, nil
}

func operationID(c Call) string {
	words := strings.FieldsFunc(c.Path, func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9') })
	return strings.ToLower(c.Method) + "_" + strings.Join(words, "_")
}

func parameters(c Call) []any {
	var list []any
	text := map[string]any{"type": "string"}
	for _, m := range placeholder.FindAllStringSubmatch(c.Path, -1) {
		list = append(list, map[string]any{"name": m[1], "in": "path", "required": true, "schema": text})
	}
	for _, name := range c.Query {
		kind := text
		if name == "limit" || name == "offset" {
			kind = map[string]any{"type": "integer", "minimum": 0}
		}
		list = append(list, map[string]any{"name": name, "in": "query", "schema": kind})
	}
	for _, name := range c.Header {
		list = append(list, map[string]any{"name": name, "in": "header", "required": true, "schema": text})
	}
	return list
}

// schema gives the schema of a value's type: a reference, when it has a name.
func (w *writer) schema(v any) (any, error) {
	schema, err := w.reflector.Reflect(v,
		jsonschema.RootRef,
		jsonschema.DefinitionsPrefix(schemas),
		jsonschema.CollectDefinitions(func(name string, schema jsonschema.Schema) { w.schemas[name] = schema }),
		jsonschema.InterceptDefName(func(t reflect.Type, _ string) string { return t.Name() }),
		jsonschema.InterceptProp(required),
	)
	if err != nil {
		return nil, fmt.Errorf("describing %T: %w", v, err)
	}
	return schema, nil
}

// required says of each field that is always written that it is there, and of an object that
// may be null that it may. A tag `when` says that a field is there at times only.
func required(p jsonschema.InterceptPropParams) error {
	_, options, _ := strings.Cut(p.Field.Tag.Get("json"), ",")
	if strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero") {
		return nil
	}
	switch ref := p.PropertySchema; {
	case !p.Processed && p.ParentSchema != nil && p.Field.Tag.Get("when") == "":
		p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
	case p.Processed && p.Field.Type.Kind() == reflect.Pointer && ref != nil && ref.Ref != nil:
		object := jsonschema.Schema{Ref: ref.Ref}
		null := jsonschema.Schema{}
		null.WithType(jsonschema.Null.Type())
		*ref = jsonschema.Schema{AnyOf: []jsonschema.SchemaOrBool{object.ToSchemaOrBool(), null.ToSchemaOrBool()}}
	}
	return nil
}
