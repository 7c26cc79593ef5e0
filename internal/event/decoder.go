package event

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// Decoder decodes actions without allocating for each: for whoever reads many. It takes and
// refuses what Decode does, with the same errors: what is plain it reads itself, and anything
// that is not (a name in another case, a null, a mistake) it leaves to Decode.
//
// The zero value is ready. A Decoder is used by one goroutine.
type Decoder struct {
	tokens *jsontext.Decoder
	source bytes.Buffer
	input  []byte
	items  []string

	unescaped []byte // the strings of this record that held escapes
}

// errUnusual sends a record to Decode. It never reaches a caller.
var errUnusual = errors.New("not in the plain form")

// Action reads one record into a. Its strings lie in b and, with its items, in the Decoder:
// clone what is kept beyond the next call, and do not change b before it.
func (d *Decoder) Action(b []byte, a *Action) error {
	if len(b) > MaxActionBytes {
		return tooLarge(len(b))
	}
	*a = Action{}
	if err := d.plain(b, a); err != nil {
		decoded, err := Decode[Action](b)
		*a = decoded
		return err
	}
	var c checker
	c.action(a)
	return c.err
}

func tooLarge(size int) error {
	return fmt.Errorf("%d bytes, at most %d are taken: %w", size, MaxActionBytes, ErrTooLarge)
}

// plain reads a record of the form that every producer writes. jsontext refuses what is no
// JSON, and text that is not UTF-8; names that come twice are found by their bits.
func (d *Decoder) plain(b []byte, a *Action) error {
	d.input, d.items, d.unescaped = b, d.items[:0], d.unescaped[:0]
	d.source = *bytes.NewBuffer(b)
	if d.tokens == nil {
		d.tokens = jsontext.NewDecoder(&d.source, jsontext.AllowDuplicateNames(true))
	} else {
		d.tokens.Reset(&d.source, jsontext.AllowDuplicateNames(true))
	}
	if err := d.object(func(name []byte) (bit uint32, err error) { return d.actionField(a, name) }); err != nil {
		return err
	}
	if _, err := d.tokens.ReadToken(); !errors.Is(err, io.EOF) { // something follows the record
		return errUnusual
	}
	return nil
}

// object reads an object, calling field at the value of each name. A bit that field gives
// twice is a name that came twice.
func (d *Decoder) object(field func(name []byte) (bit uint32, err error)) error {
	if d.tokens.PeekKind() != '{' {
		return errUnusual
	}
	if _, err := d.tokens.ReadToken(); err != nil {
		return err
	}
	var met uint32
	for d.tokens.PeekKind() == '"' {
		name, err := d.plainText()
		if err != nil {
			return err
		}
		bit, err := field(name)
		if err != nil {
			return err
		}
		if met&bit != 0 {
			return errUnusual
		}
		met |= bit
	}
	_, err := d.tokens.ReadToken()
	return err
}

// raw reads a string as it lies in the input, without its quotes, and says whether it holds
// escapes.
func (d *Decoder) raw() (text []byte, escaped bool, err error) {
	if d.tokens.PeekKind() != '"' {
		return nil, false, errUnusual
	}
	value, err := d.tokens.ReadValue()
	if err != nil {
		return nil, false, err
	}
	end := d.tokens.InputOffset()
	text = d.input[end-int64(len(value))+1 : end-1]
	return text, bytes.IndexByte(text, '\\') >= 0, nil
}

// plainText reads a string that holds no escapes.
func (d *Decoder) plainText() ([]byte, error) {
	text, escaped, err := d.raw()
	if escaped {
		return nil, errUnusual
	}
	return text, err
}

// string reads a string into to. It shares the input's memory, or the Decoder's.
func (d *Decoder) string(to *string) error {
	text, escaped, err := d.raw()
	if err != nil {
		return err
	}
	if escaped {
		from := len(d.unescaped)
		quoted := d.input[d.tokens.InputOffset()-int64(len(text))-2 : d.tokens.InputOffset()]
		if d.unescaped, err = jsontext.AppendUnquote(d.unescaped, quoted); err != nil {
			return err
		}
		text = d.unescaped[from:]
	}
	*to = unsafe.String(unsafe.SliceData(text), len(text))
	return nil
}

// number reads the digits of a whole number that is not negative, at most 18 of them.
func (d *Decoder) number() (uint64, error) {
	if d.tokens.PeekKind() != '0' {
		return 0, errUnusual
	}
	value, err := d.tokens.ReadValue()
	if err != nil || len(value) > 18 {
		return 0, errUnusual
	}
	var n uint64
	for _, digit := range value {
		if digit < '0' || digit > '9' {
			return 0, errUnusual
		}
		n = n*10 + uint64(digit-'0')
	}
	return n, nil
}

// signed reads a whole number.
func (d *Decoder) signed(to *int64) error {
	if d.tokens.PeekKind() != '0' {
		return errUnusual
	}
	value, err := d.tokens.ReadValue()
	if err != nil {
		return err
	}
	*to, err = strconv.ParseInt(string(value), 10, 64)
	return err
}

// fraction reads a number that need not be whole.
func (d *Decoder) fraction(to *float64) error {
	if d.tokens.PeekKind() != '0' {
		return errUnusual
	}
	value, err := d.tokens.ReadValue()
	if err != nil {
		return err
	}
	*to, err = strconv.ParseFloat(unsafe.String(unsafe.SliceData(value), len(value)), 64) // which keeps nothing of it
	return err
}

// boolean reads true or false.
func (d *Decoder) boolean(to *bool) error {
	if kind := d.tokens.PeekKind(); kind != 't' && kind != 'f' {
		return errUnusual
	}
	token, err := d.tokens.ReadToken()
	if err != nil {
		return err
	}
	*to = token.Bool()
	return nil
}

// strings reads a list of strings. It shares the Decoder's memory.
func (d *Decoder) strings(to *[]string) error {
	if d.tokens.PeekKind() != '[' {
		return errUnusual
	}
	if _, err := d.tokens.ReadToken(); err != nil {
		return err
	}
	if d.items == nil {
		d.items = make([]string, 0, 8)
	}
	for d.tokens.PeekKind() == '"' {
		var item string
		if err := d.string(&item); err != nil {
			return err
		}
		d.items = append(d.items, item)
	}
	if d.tokens.PeekKind() != ']' {
		return errUnusual
	}
	*to = d.items
	_, err := d.tokens.ReadToken()
	return err
}

// unknown passes over the value of a name that is no field. One that encoding/json would take
// for a field all the same, by another case, and values with values in them are not plain.
func (d *Decoder) unknown(name []byte) error {
	for _, c := range name {
		if c >= 'A' && c <= 'Z' || c >= 0x80 {
			return errUnusual
		}
	}
	if kind := d.tokens.PeekKind(); kind == '{' || kind == '[' {
		return errUnusual
	}
	return d.tokens.SkipValue()
}
