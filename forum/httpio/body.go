package httpio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
)

// MaxDepth bounds how deep objects and arrays of a body may nest.
const MaxDepth = 32

// ReadBody reads a body of at most limit bytes.
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, &board.Refusal{Status: http.StatusRequestEntityTooLarge, Message: "The body is too large", Hint: fmt.Sprintf("Send at most %d bytes.", limit)}
	}
	if err != nil {
		return nil, &board.Refusal{Status: http.StatusBadRequest, Message: "The body could not be read", Hint: "Send it again."}
	}
	return body, nil
}

// Decode reads a JSON object into a struct. No body is an empty object; fields that the
// struct does not have are left aside. The error is a *board.Refusal that says what is wrong.
func Decode(body []byte, into any) error {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil
	}
	if body[0] != '{' {
		return malformed("it is not a JSON object")
	}
	if depth(body) > MaxDepth {
		return malformed(fmt.Sprintf("it nests deeper than %d", MaxDepth))
	}
	err := json.Unmarshal(body, into)
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return malformed(fmt.Sprintf("after %d bytes: %s", syntax.Offset, syntax.Error()))
	case errors.As(err, &wrongType):
		fault := fmt.Sprintf("%s must be a %s, not a %s", wrongType.Field, wrongType.Type, wrongType.Value)
		return &board.Refusal{Status: http.StatusBadRequest, Message: fault, Hint: "Correct the fields that are named and send it again.", Faults: []string{fault}}
	}
	return malformed(err.Error())
}

func malformed(how string) error {
	return &board.Refusal{Status: http.StatusBadRequest, Message: "The body is malformed: " + how, Hint: "Send one JSON object as application/json."}
}

// depth gives how deep a JSON text nests, without parsing it.
func depth(body []byte) int {
	deepest, now, inString := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}
