package remote

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Options say which service embeds, and how patiently it is asked.
type Options struct {
	URL   string // of the API, up to and including its version: http://localhost:11434/v1
	Model string // as the service names it
	Key   string // secret; sent as a bearer token if not empty

	// Dimensions asks a model that can (Matryoshka models) for so many; 0 leaves it to the model.
	Dimensions int
	Texts      int           // of one request at most; 0: 32, what Text Embeddings Inference takes
	Characters int           // of a text, the rest is cut off; 0: 8000, more than most models read
	Timeout    time.Duration // of one request with all its tries; 0: 30 s
	Tries      int           // of one request; 0: 3
	Wait       time.Duration // before the second try, then doubling; 0: 500 ms

	HTTP *http.Client // nil: one of its own, which follows no redirection: texts go to URL alone
}

// mostDimensions is more than any model has, and 512 KB of signs to project by; answerBytes bounds what
// is read of an answer: 32 texts of so many in full digits.
const (
	mostDimensions = 16_384
	answerBytes    = 16 << 20
)

func (o Options) complete() (Options, error) {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return o, errors.New("the embedding service's address is no http or https URL")
	case u.User != nil:
		return o, errors.New("the embedding service's address holds a password: give the key by the environment instead")
	case u.RawQuery != "" || u.Fragment != "":
		return o, errors.New("the embedding service's address has a part after ? or #: give it up to its version, and the key by the environment")
	case o.Model == "":
		return o, errors.New("the embedding service's model is not named")
	case len(o.Model) > event.MaxModelBytes-10 || o.Model == embedding.Name || o.Model == event.FirstModel:
		return o, fmt.Errorf("no service's model can be called %.40q: the name is too long, or that of a model in the binary", o.Model)
	case o.Dimensions < 0 || o.Texts < 0 || o.Characters < 0 || o.Tries < 0 || o.Timeout < 0 || o.Wait < 0:
		return o, fmt.Errorf("an option of the embedding service is negative")
	}
	o.URL = strings.TrimRight(o.URL, "/")
	for at, standard := range map[*int]int{&o.Texts: 32, &o.Characters: 8000, &o.Tries: 3} {
		if *at == 0 {
			*at = standard
		}
	}
	for at, standard := range map[*time.Duration]time.Duration{&o.Timeout: 30 * time.Second, &o.Wait: 500 * time.Millisecond} {
		if *at == 0 {
			*at = standard
		}
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return o, nil
}
