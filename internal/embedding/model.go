package embedding

import (
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Made by train/train.py, which says how each is laid out.
var (
	//go:embed asset/vocabulary.txt
	vocabularyFile string
	//go:embed asset/characters.txt
	charactersFile string
	//go:embed asset/rows.zst
	rowsFile []byte
	//go:embed asset/bends.bin
	bendsFile []byte
	//go:embed asset/echo.bin
	echoFile []byte
)

// Name tells the vectors of this model from those of others, and of itself with other weights.
// Whoever changes the assets, or how tokens become a vector, changes it (a test says so).
const Name = "static-5"

// Model is the tokenizer and the vectors of its tokens.
type Model struct {
	characters *characters
	pieces     *pieces
	rows       [][Dims]int16 // by token
	bends      []bend
	echo       *echo
}

// Load gives the model in the binary, one for all of a process. The first call unpacks it: some
// 20 MB of memory, a tenth of a second.
func Load() (*Model, error) { return unpacked() }

var unpacked = sync.OnceValues(unpack)

func unpack() (*Model, error) {
	characters, err := parseCharacters(charactersFile)
	if err != nil {
		return nil, fmt.Errorf("loading the embedding's characters: %w", err)
	}
	pieces, err := parsePieces(vocabularyFile)
	if err != nil {
		return nil, fmt.Errorf("loading the embedding's vocabulary: %w", err)
	}
	rows, unit, err := unpackRows(rowsFile, pieces.count)
	if err != nil {
		return nil, fmt.Errorf("loading the embedding's vectors: %w", err)
	}
	bends, err := unpackBends(bendsFile, len(bendsBeyond)*bendRank)
	if err != nil {
		return nil, fmt.Errorf("loading the embedding's bends: %w", err)
	}
	echo, err := unpackEcho(echoFile, unit)
	if err != nil {
		return nil, fmt.Errorf("loading the embedding's echo: %w", err)
	}
	return &Model{characters: characters, pieces: pieces, rows: rows, bends: bends, echo: echo}, nil
}

// largest is the magnitude that the largest number of all rows gets in memory.
const largest = math.MaxInt16

// unpackRows reads a float32 scale for each token, then the int8 vectors dimension by dimension,
// little-endian under zstd with its checksum. In memory all rows have one scale, so that sums
// are sums of integers: exact, in any order and on any machine. unit is what 1 stands for.
func unpackRows(packed []byte, tokens int) (rows [][Dims]int16, unit float64, err error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, 0, err
	}
	defer decoder.Close()
	raw, err := decoder.DecodeAll(packed, make([]byte, 0, tokens*(4+Dims)))
	if err != nil {
		return nil, 0, err
	}
	if len(raw) != tokens*(4+Dims) {
		return nil, 0, fmt.Errorf("%d bytes for %d tokens, want %d", len(raw), tokens, tokens*(4+Dims))
	}
	scales, values := make([]float64, tokens), raw[4*tokens:]
	most := 0.0
	for t := range scales {
		scales[t] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*t:])))
		if !(scales[t] >= 0) || math.IsInf(scales[t], 0) {
			return nil, 0, fmt.Errorf("token %d has the scale %v", t, scales[t])
		}
		most = max(most, scales[t])
	}
	if most == 0 {
		return nil, 0, fmt.Errorf("no token has a vector")
	}
	rows = make([][Dims]int16, tokens)
	for t := range rows {
		fill(&rows[t], values[t:], tokens, scales[t]/most*largest/127)
	}
	return rows, most / largest, nil
}

// fill makes a row of every so many values, from the first on. Eight million of them under the race detector would take a second
// of each process that loads the model.
//
//go:norace
func fill(row *[Dims]int16, values []byte, every int, scale float64) {
	for d := range row {
		row[d] = int16(math.Round(float64(int8(values[d*every])) * scale))
	}
}

// EmbedBatch embeds texts one after the other on the goroutine that calls.
func (m *Model) EmbedBatch(ctx context.Context, texts []string, into []Vector) (model string, err error) {
	if len(texts) != len(into) {
		return "", fmt.Errorf("embedding %d texts into %d vectors", len(texts), len(into))
	}
	e := m.NewEncoder()
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		e.Embed(text, &into[i])
	}
	return Name, nil
}
