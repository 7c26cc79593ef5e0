package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Version is the schema version that this code writes and reads.
const Version = 1

// ErrTooLarge is returned for a record that does not fit one Kafka message.
var ErrTooLarge = errors.New("record exceeds the size limit")

// Encode writes a record after validating it. HTML characters are not escaped. The text of an
// action is cut further, on a rune boundary, if escaping would take it past MaxActionBytes.
func Encode[R Action | Flag | Decision](r R) ([]byte, error) {
	if err := Validate(r); err != nil {
		return nil, err
	}
	b, err := marshal(r)
	if err != nil {
		return nil, err
	}
	a, ok := any(r).(Action)
	for ok && len(b) > MaxActionBytes {
		if a.Text == "" {
			return nil, fmt.Errorf("action %s has %d bytes without its text, at most %d fit: %w", a.ID, len(b), MaxActionBytes, ErrTooLarge)
		}
		a.Text = cut(a.Text, len(a.Text)/2)
		if b, err = marshal(a); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func marshal(r any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("encoding %T: %w", r, err)
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// Decode reads and validates a record. Unknown fields are ignored, so that a newer producer
// may add some; an unknown version is refused. Errors name the field.
func Decode[R Action | Flag | Decision](b []byte) (R, error) {
	var r R
	if _, ok := any(r).(Action); ok && len(b) > MaxActionBytes {
		return r, tooLarge(len(b))
	}
	if err := json.Unmarshal(b, &r); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return r, &FieldError{Field: wrongType.Field, Problem: "is a JSON " + wrongType.Value + ", want " + wrongType.Type.String()}
		}
		return r, fmt.Errorf("not a JSON record: %w", err)
	}
	return r, Validate(r)
}
