package event

import (
	"encoding/base64"
	"encoding/binary"
	"math"
)

// Dims is how many numbers an embedding has.
const Dims = 256

// MaxBands is how many bands of a text's MinHash sketch travel with an action at most.
const MaxBands = 64

// FirstModel gave the embeddings that name no model.
const FirstModel = "static-1"

// MaxModelBytes bounds the name of a model.
const MaxModelBytes = 200

// Features are what was computed from a text that stays where it was written: of a direct
// message they are all that leaves the forum.
type Features struct {
	Embedding string  `json:"embedding,omitempty"`       // base64 of Dims bytes, each a signed number: see internal/embedding
	Model     string  `json:"embedding_model,omitempty"` // that gave the embedding; "": FirstModel
	Bands     string  `json:"bands,omitempty"`           // base64 of eight bytes a band, big endian: see internal/text
	Injection float64 `json:"injection,omitempty"`       // probability that it tries to take its reader over
	Repeats   float64 `json:"repeats,omitempty"`         // probability that it asks its reader to repeat or spread it
	Runes     uint32  `json:"runes,omitempty"`           // length of the text, in code points
}

// The alphabet of both fields: a text that has two readings could be told apart by nobody.
var features64 = base64.StdEncoding.Strict()

// SetVector stores an embedding.
func (f *Features) SetVector(v *[Dims]int8) {
	var raw [Dims]byte
	for i, x := range v {
		raw[i] = byte(x)
	}
	f.Embedding = features64.EncodeToString(raw[:])
}

// Vector reads the embedding into v, all zero if there is none, and reports whether it is one.
func (f *Features) Vector(v *[Dims]int8) bool {
	*v = [Dims]int8{}
	if f.Embedding == "" {
		return true
	}
	var raw [Dims + 3]byte
	if len(f.Embedding) != features64.EncodedLen(Dims) {
		return false
	}
	n, err := features64.Decode(raw[:], []byte(f.Embedding))
	if err != nil || n != Dims {
		return false
	}
	for i := range v {
		v[i] = int8(raw[i])
	}
	return true
}

// SetBands stores the bands of a MinHash sketch, at most MaxBands of them.
func (f *Features) SetBands(bands []uint64) {
	raw := make([]byte, 0, 8*len(bands))
	for _, b := range bands[:min(len(bands), MaxBands)] {
		raw = binary.BigEndian.AppendUint64(raw, b)
	}
	f.Bands = features64.EncodeToString(raw)
}

// AppendBands appends the bands to to, and reports whether they are such.
func (f *Features) AppendBands(to []uint64) ([]uint64, bool) {
	var raw [8*MaxBands + 3]byte
	if len(f.Bands) > features64.EncodedLen(8*MaxBands) {
		return to, false
	}
	n, err := features64.Decode(raw[:], []byte(f.Bands))
	if err != nil || n%8 != 0 {
		return to, false
	}
	for at := 0; at < n; at += 8 {
		to = append(to, binary.BigEndian.Uint64(raw[at:]))
	}
	return to, true
}

func (c *checker) features(f *Features) {
	var vector [Dims]int8
	if !f.Vector(&vector) {
		c.fail("features.embedding", "is no base64 of %d bytes", Dims)
	}
	if len(f.Model) > MaxModelBytes {
		c.fail("features.embedding_model", "has %d bytes, at most %d are taken", len(f.Model), MaxModelBytes)
	}
	var bands [MaxBands]uint64
	if _, ok := f.AppendBands(bands[:0]); !ok {
		c.fail("features.bands", "is no base64 of at most %d times eight bytes", MaxBands)
	}
	for _, p := range [...]struct {
		name  string
		value float64
	}{{"features.injection", f.Injection}, {"features.repeats", f.Repeats}} {
		if math.IsNaN(p.value) || p.value < 0 || p.value > 1 {
			c.fail(p.name, "is %v, want 0 to 1", p.value)
		}
	}
}
