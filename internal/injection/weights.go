package injection

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

//go:embed weights.bin
var trained []byte

// Weights are what training learns.
type Weights struct {
	Features    []float32 // Slots of them
	Calibration Calibration
}

// Calibration brings the score of a text's worst sentence to the log-odds that the text is an
// attack (Platt 1999).
type Calibration struct{ Slope, Bias float32 }

// LogOdds is that of a text whose worst sentence has a score.
func (c Calibration) LogOdds(worst float64) float64 {
	return float64(c.Slope)*worst + float64(c.Bias)
}

const magic = "MWI2"

// Encode writes weights as they are embedded: those of rules whole, those of words and pairs in a
// byte each, and what they were trained for.
func (c *Classifier) Encode(w Weights) ([]byte, error) {
	if len(w.Features) != Slots {
		return nil, fmt.Errorf("%d weights, want %d", len(w.Features), Slots)
	}
	most := float32(0)
	for _, v := range w.Features[firstHashed:] {
		most = max(most, float32(math.Abs(float64(v))))
	}
	scale := most / math.MaxInt8
	var b bytes.Buffer
	b.WriteString(magic)
	small := make([]int8, 0, Slots-firstHashed)
	for _, v := range w.Features[firstHashed:] {
		if scale > 0 {
			v /= scale
		}
		small = append(small, int8(math.RoundToEven(float64(v))))
	}
	for _, part := range []any{c.fingerprint, w.Calibration, scale, w.Features[:firstHashed], small} {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("encoding the weights: %w", err)
		}
	}
	return b.Bytes(), nil
}

// decode reads what Encode wrote.
func (c *Classifier) decode(data []byte) (Weights, error) {
	r := bytes.NewReader(data)
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(r, head); err != nil || string(head) != magic {
		return Weights{}, errors.New("no weights of this version")
	}
	var fingerprint uint64
	var scale float32
	w := Weights{Features: make([]float32, Slots)}
	small := make([]int8, Slots-firstHashed)
	for _, part := range []any{&fingerprint, &w.Calibration, &scale, w.Features[:firstHashed], small} {
		if err := binary.Read(r, binary.LittleEndian, part); err != nil {
			return Weights{}, fmt.Errorf("decoding the weights: %w", err)
		}
	}
	if fingerprint != c.fingerprint {
		return Weights{}, errors.New("the weights were trained for other rules: train them again (see the README)")
	}
	for i, v := range small {
		w.Features[firstHashed+i] = float32(v) * scale
	}
	return w, nil
}
