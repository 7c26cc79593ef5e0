package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/internal/embedding"
)

// Client embeds by a service. Safe for concurrent use.
type Client struct {
	options Options

	mu         sync.Mutex
	dimensions int // of the service's vectors; 0 until the first answer
	projection *projection
}

// New makes a client; it asks the service nothing yet.
func New(o Options) (*Client, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	return &Client{options: o}, nil
}

// EmbedBatch embeds texts, as many in a request as the options allow. A text without a
// character that shows is a vector of zeros, and is not sent: services refuse it.
func (c *Client) EmbedBatch(ctx context.Context, texts []string, into []embedding.Vector) error {
	if len(texts) != len(into) {
		return fmt.Errorf("embedding %d texts into %d vectors", len(texts), len(into))
	}
	send := make([]string, 0, min(len(texts), c.options.Texts))
	places := make([]int, 0, cap(send))
	for i, text := range texts {
		if text = c.cut(text); text == "" {
			into[i] = embedding.Vector{}
		} else {
			send, places = append(send, text), append(places, i)
		}
		if len(send) > 0 && (len(send) == c.options.Texts || i == len(texts)-1) {
			if err := c.embed(ctx, send, places, into); err != nil {
				return fmt.Errorf("embedding %d texts by %s: %w", len(send), c.options.URL, err)
			}
			send, places = send[:0], places[:0]
		}
	}
	return nil
}

// cut makes text valid UTF-8 of at most so many characters.
func (c *Client) cut(text string) string {
	if len(text) > c.options.Characters {
		characters := 0
		for at := range text {
			if characters == c.options.Characters {
				text = text[:at]
				break
			}
			characters++
		}
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "")
	}
	return strings.TrimSpace(text)
}

// embed asks for texts and puts the vector of texts[i] at into[places[i]]. Where the service
// says that it is too much at once, it is asked for the halves.
func (c *Client) embed(ctx context.Context, texts []string, places []int, into []embedding.Vector) error {
	vectors, err := c.ask(ctx, texts)
	var refused *refusal
	if errors.As(err, &refused) && refused.tooMuch() && len(texts) > 1 {
		half := len(texts) / 2
		if err := c.embed(ctx, texts[:half], places[:half], into); err != nil {
			return err
		}
		return c.embed(ctx, texts[half:], places[half:], into)
	}
	if err != nil {
		return err
	}
	projection, err := c.agree(len(vectors[0]))
	if err != nil {
		return err
	}
	for i, vector := range vectors {
		if len(vector) != len(vectors[0]) {
			return fmt.Errorf("the service's vectors have %d and %d dimensions", len(vectors[0]), len(vector))
		}
		projection.apply(vector, &into[places[i]])
	}
	return nil
}

// agree holds the service to the dimensions of its first answer.
func (c *Client) agree(dimensions int) (*projection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.options.Dimensions != 0 && dimensions != c.options.Dimensions:
		return nil, fmt.Errorf("the service's vectors have %d dimensions, it was asked for %d", dimensions, c.options.Dimensions)
	case c.dimensions == 0:
		c.dimensions, c.projection = dimensions, newProjection(dimensions)
	case dimensions != c.dimensions:
		return nil, fmt.Errorf("the service's vectors have %d dimensions, they had %d: another model answers; restart to go on with it", dimensions, c.dimensions)
	}
	return c.projection, nil
}

// refusal is an answer that is no success. What it says is left out: services quote texts, and
// keys, in what they say.
type refusal struct{ status int }

func (r *refusal) Error() string {
	said := fmt.Sprintf("the service answers %d %s", r.status, http.StatusText(r.status))
	switch r.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return said + ": check the key"
	case http.StatusNotFound, http.StatusBadRequest:
		return said + ": check its address and the model's name"
	}
	return said
}

// tooMuch: what services answer to more texts, or longer ones, than they take.
func (r *refusal) tooMuch() bool {
	return r.status == http.StatusRequestEntityTooLarge || r.status == http.StatusUnprocessableEntity
}

// passing: what may go better a moment later.
func (r *refusal) passing() bool {
	return r.status == http.StatusTooManyRequests || r.status == http.StatusRequestTimeout || r.status >= 500
}
