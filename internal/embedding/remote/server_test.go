package remote

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// service answers as Ollama, vLLM and Text Embeddings Inference do, and fails as is asked of it.
type service struct {
	*httptest.Server
	dimensions, mostTexts, mostCharacters int

	mu       sync.Mutex
	requests []request
	failing  []http.HandlerFunc // each takes one request, in turn
}

const key = "key-of-the-test"

func serve(t *testing.T, dimensions int) *service {
	s := &service{dimensions: dimensions, mostTexts: 32, mostCharacters: 1 << 20}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/embeddings", s.embeddings)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *service) options() Options {
	return Options{URL: s.URL + "/v1/", Model: "minilm", Key: key, Wait: 1}
}

func (s *service) fail(with ...http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = with
}

func (s *service) asked() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if len(header) == 2 {
			w.Header().Set(header[0], header[1])
		}
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"error":{"message":"not with %s","type":"test","code":%d}}`, key, code)
	}
}

func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
}

func (s *service) embeddings(w http.ResponseWriter, r *http.Request) {
	var asked request
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		status(http.StatusBadRequest)(w, r)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, asked)
	var failing http.HandlerFunc
	if len(s.failing) > 0 {
		failing, s.failing = s.failing[0], s.failing[1:]
	}
	dimensions := s.dimensions
	s.mu.Unlock()
	if asked.Dimensions > 0 {
		dimensions = asked.Dimensions
	}
	switch tooLong := func(text string) bool { return len(text) > s.mostCharacters }; {
	case failing != nil:
		failing(w, r)
	case r.Header.Get("Authorization") != "Bearer "+key:
		status(http.StatusUnauthorized)(w, r)
	case asked.Model != "minilm" || asked.Format != "float":
		status(http.StatusNotFound)(w, r)
	case slices.Contains(asked.Input, ""):
		status(http.StatusBadRequest)(w, r)
	case len(asked.Input) > s.mostTexts || slices.ContainsFunc(asked.Input, tooLong):
		status(http.StatusRequestEntityTooLarge)(w, r)
	default:
		s.answer(w, asked, dimensions)
	}
}

func (s *service) answer(w http.ResponseWriter, asked request, dimensions int) {
	type datum struct {
		Object    string    `json:"object"`
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	}
	var data []datum
	for i, text := range asked.Input {
		data = append(data, datum{"embedding", i, meant(text, dimensions)})
	}
	slices.Reverse(data) // the order is told by the index alone
	json.NewEncoder(w).Encode(map[string]any{
		"object": "list", "data": data, "model": asked.Model,
		"usage": map[string]int{"prompt_tokens": 1, "total_tokens": 1},
	})
}

// meant is what the service's model makes of a text: the sum of a random direction for each word.
func meant(text string, dimensions int) []float64 {
	vector := make([]float64, dimensions)
	for word := range strings.FieldsSeq(text) {
		h := fnv.New64a()
		h.Write([]byte(word))
		draw := rand.New(rand.NewPCG(h.Sum64(), 1))
		for i := range vector {
			vector[i] += draw.NormFloat64()
		}
	}
	return vector
}
