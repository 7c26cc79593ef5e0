package remotetest

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

// Key and Model are what the service knows.
const (
	Key   = "key-of-the-test"
	Model = "minilm"
)

// Request is what the service was asked.
type Request struct {
	Model      string   `json:"model"`
	Input      []string `json:"input"`
	Format     string   `json:"encoding_format"`
	Dimensions int      `json:"dimensions"`
}

// Service is one that runs until its test ends.
type Service struct {
	*httptest.Server
	dimensions int

	mu                        sync.Mutex
	mostTexts, mostCharacters int
	requests                  []Request
	failing                   []http.HandlerFunc // each takes one request, in turn
	away, stalled             bool
	poison                    string
}

// Serve starts a service whose model has so many dimensions.
func Serve(t *testing.T, dimensions int) *Service {
	s := &Service{dimensions: dimensions, mostTexts: 32, mostCharacters: 1 << 20}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/embeddings", s.embeddings)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// API is the address that clients are given.
func (s *Service) API() string { return s.URL + "/v1/" }

// Takes sets how many texts of a request, and how many bytes of each, are taken.
func (s *Service) Takes(texts, characters int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mostTexts, s.mostCharacters = texts, characters
}

// Fail has the next requests answered otherwise, in turn.
func (s *Service) Fail(with ...http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = with
}

// Away has all requests fail, or none any more.
func (s *Service) Away(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// Stall has all requests taken and not answered, or none any more.
func (s *Service) Stall(stalled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stalled = stalled
}

// Hang answers a request never.
func Hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// BreakAt has requests fail that hold a text with a word.
func (s *Service) BreakAt(word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.poison = word
}

// Asked gives all requests so far.
func (s *Service) Asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Status answers with a code, and a header if two words of one are given.
func Status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if len(header) == 2 {
			w.Header().Set(header[0], header[1])
		}
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"error":{"message":"not with %s","type":"test","code":%d}}`, Key, code)
	}
}

// Says answers with a body.
func Says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
}

func (s *Service) embeddings(w http.ResponseWriter, r *http.Request) {
	var asked Request
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		Status(http.StatusBadRequest)(w, r)
		return
	}
	s.fate(&asked)(w, r)
}

// fate gives what becomes of a request.
func (s *Service) fate(asked *Request) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, *asked)
	tooLong := func(text string) bool { return len(text) > s.mostCharacters }
	poisoned := func(text string) bool { return s.poison != "" && strings.Contains(text, s.poison) }
	switch {
	case len(s.failing) > 0:
		failing := s.failing[0]
		s.failing = s.failing[1:]
		return failing
	case s.stalled:
		return Hang
	case s.away:
		return Status(http.StatusServiceUnavailable)
	case asked.Model != Model || asked.Format != "float":
		return Status(http.StatusNotFound)
	case slices.Contains(asked.Input, ""):
		return Status(http.StatusBadRequest)
	case len(asked.Input) > s.mostTexts || slices.ContainsFunc(asked.Input, tooLong):
		return Status(http.StatusRequestEntityTooLarge)
	case slices.ContainsFunc(asked.Input, poisoned):
		return Status(http.StatusInternalServerError)
	}
	dimensions := s.dimensions
	if asked.Dimensions > 0 {
		dimensions = asked.Dimensions
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+Key {
			Status(http.StatusUnauthorized)(w, r)
			return
		}
		answer(w, asked, dimensions)
	}
}

func answer(w http.ResponseWriter, asked *Request, dimensions int) {
	type datum struct {
		Object    string    `json:"object"`
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	}
	var data []datum
	for i, text := range asked.Input {
		data = append(data, datum{"embedding", i, Meant(text, dimensions)})
	}
	slices.Reverse(data) // the order is told by the index alone
	json.NewEncoder(w).Encode(map[string]any{
		"object": "list", "data": data, "model": asked.Model,
		"usage": map[string]int{"prompt_tokens": 1, "total_tokens": 1},
	})
}

// Meant is what the model makes of a text: the sum of a random direction for each word.
func Meant(text string, dimensions int) []float64 {
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
