package remote

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
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

// Name is that of the model, with the dimensions that it is asked for.
func (c *Client) Name() string {
	if c.options.Dimensions == 0 {
		return c.options.Model
	}
	return fmt.Sprintf("%s/%d", c.options.Model, c.options.Dimensions)
}

// EmbedBatch embeds texts, as many in a request as the options allow. A text without a
// character that shows is a vector of zeros, and is not sent: services refuse it. So is one that
// the service fails for while it answers to others, or that text would stop whoever waits for it.
func (c *Client) EmbedBatch(ctx context.Context, texts []string, into []embedding.Vector) (model string, err error) {
	if len(texts) != len(into) {
		return "", fmt.Errorf("embedding %d texts into %d vectors", len(texts), len(into))
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
			if err := c.embed(ctx, send, places, into, c.options.Timeout); err != nil {
				return "", fmt.Errorf("embedding %d texts by %s: %w", len(send), c.options.URL, err)
			}
			send, places = send[:0], places[:0]
		}
	}
	return c.Name(), nil
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

// probe is what every service embeds, soon if it embeds anything.
const (
	probe       = "Hello, world."
	probeWithin = 5 * time.Second
)

// embed asks for texts and puts the vector of texts[i] at into[places[i]]. Where the service
// says that it is too much at once, or fails while it embeds something else, it is asked for the
// halves, which have half the time, down to the text that it fails for.
func (c *Client) embed(ctx context.Context, texts []string, places []int, into []embedding.Vector, within time.Duration) error {
	vectors, err := c.ask(ctx, texts, within)
	if err != nil && c.fails(ctx, texts, err) {
		return err
	}
	if half := len(texts) / 2; err != nil && half > 0 {
		within = max(within/2, min(within, probeWithin))
		if err := c.embed(ctx, texts[:half], places[:half], into, within); err != nil {
			return err
		}
		return c.embed(ctx, texts[half:], places[half:], into, within)
	}
	if silent := (*silence)(nil); errors.As(err, &silent) { // an answer may be lost: once more
		vectors, err = c.ask(ctx, texts, within)
	}
	if err != nil {
		into[places[0]] = embedding.Vector{}
		return ctx.Err()
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

// fails tells whether the service fails altogether, or only for these texts.
func (c *Client) fails(ctx context.Context, texts []string, err error) bool {
	if refused := (*refusal)(nil); errors.As(err, &refused) && refused.tooMuch() && len(texts) > 1 {
		return false
	}
	if ctx.Err() != nil || !byText(err) {
		return true
	}
	_, err = c.ask(ctx, []string{probe}, min(c.options.Timeout, probeWithin))
	return err != nil
}

// agree holds the service to the dimensions of its first answer.
func (c *Client) agree(dimensions int) (*projection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case dimensions > mostDimensions:
		return nil, fmt.Errorf("the service's vectors have %d dimensions, more than %d", dimensions, mostDimensions)
	case c.options.Dimensions != 0 && dimensions != c.options.Dimensions:
		return nil, fmt.Errorf("the service's vectors have %d dimensions, it was asked for %d", dimensions, c.options.Dimensions)
	case c.dimensions == 0:
		c.dimensions, c.projection = dimensions, newProjection(dimensions)
	case dimensions != c.dimensions:
		return nil, fmt.Errorf("the service's vectors have %d dimensions, they had %d: another model answers; restart to go on with it", dimensions, c.dimensions)
	}
	return c.projection, nil
}
