package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// The protocol: https://platform.openai.com/docs/api-reference/embeddings/create.
type request struct {
	Model      string   `json:"model"`
	Input      []string `json:"input"`
	Format     string   `json:"encoding_format"`
	Dimensions int      `json:"dimensions,omitempty"`
}

type answer struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	} `json:"data"`
}

// ask gives a vector for each text, in their order, all finite and none empty. It tries again
// what may pass: lost connections, 429, 5xx; all of it within so long.
func (c *Client) ask(ctx context.Context, texts []string, within time.Duration) ([][]float64, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	body, err := json.Marshal(request{c.options.Model, texts, "float", c.options.Dimensions})
	if err != nil {
		return nil, err
	}
	wait := c.options.Wait
	for try := 1; ; try++ {
		vectors, after, err := c.once(ctx, body, len(texts))
		var refused *refusal
		if err == nil || ctx.Err() != nil || try == c.options.Tries || errors.As(err, &refused) && !refused.passing() {
			return vectors, err
		}
		// Half of the wait is drawn, so that many clients do not come back as one.
		drawn := max(after, wait/2+rand.N(wait/2+1))
		if end, _ := ctx.Deadline(); time.Until(end) < drawn || !pause.For(ctx, drawn) {
			return nil, err
		}
		wait *= 2
	}
}

// once asks once; after is how long the service asks to be left alone.
func (c *Client) once(ctx context.Context, body []byte, texts int) (vectors [][]float64, after time.Duration, err error) {
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, c.options.URL+"/embeddings", bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	post.Header.Set("Content-Type", "application/json")
	if c.options.Key != "" {
		post.Header.Set("Authorization", "Bearer "+c.options.Key)
	}
	got, err := c.options.HTTP.Do(post)
	if err != nil {
		return nil, 0, &silence{err}
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		return nil, retryAfter(got.Header.Get("Retry-After"), time.Now()), &refusal{got.StatusCode}
	}
	raw, err := io.ReadAll(io.LimitReader(got.Body, answerBytes+1))
	if err != nil {
		return nil, 0, &silence{fmt.Errorf("reading the service's answer: %w", err)}
	}
	if len(raw) > answerBytes {
		return nil, 0, fmt.Errorf("the service's answer has more than %d bytes", answerBytes)
	}
	vectors, err = parse(raw, texts)
	return vectors, 0, err
}

// retryAfter reads how long a service asks to be left alone: seconds, or a time (RFC 9110, 10.2.3).
func retryAfter(said string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(said, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// parse reads an answer to so many texts, in any order.
func parse(raw []byte, texts int) ([][]float64, error) {
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, fmt.Errorf("the service's answer is not what OpenAI's API says: %w", err)
	}
	if len(a.Data) != texts {
		return nil, fmt.Errorf("the service answers %d vectors to %d texts", len(a.Data), texts)
	}
	vectors := make([][]float64, texts)
	for _, d := range a.Data {
		if d.Index < 0 || d.Index >= texts || vectors[d.Index] != nil {
			return nil, fmt.Errorf("the service answers a vector for text %d of %d, or two", d.Index, texts)
		}
		var square float64
		for _, x := range d.Embedding {
			square += x * x
		}
		if !(square > 0) || math.IsInf(square, 0) {
			return nil, fmt.Errorf("the service's vector for text %d has no direction", d.Index)
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, nil
}
