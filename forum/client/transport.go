package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Caller is who makes a call.
type Caller struct {
	Key       string  // bearer key; empty for calls that need none
	Signer    *Signer // nil: Key is sent; else each call is signed
	UserAgent string  // empty: "moltwatch-client"
	// ForwardedFor is sent as X-Forwarded-For. The forum heeds it only from an address
	// that it was told to trust; a simulator gives its agents addresses of their own by it.
	ForwardedFor string
	// Why and Sure are kept with what the caller does: its reason, in words, and how sure it
	// is, 0 to 1 (0: not said).
	Why  string
	Sure float64
	// Assertion is shown with what needs one by passkey; it opens one call.
	Assertion string
}

// maxAnswerBytes bounds what is read of an answer: a page of the longest posts fits.
const maxAnswerBytes = 16 << 20

// connection is what both clients share.
type connection struct {
	base   string
	http   *http.Client
	caller Caller
}

func newConnection(baseURL string, hc *http.Client, caller Caller) connection {
	if hc == nil {
		transport := &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
		hc = &http.Client{Timeout: 30 * time.Second, Transport: transport}
	}
	return connection{base: strings.TrimRight(baseURL, "/"), http: hc, caller: caller}
}

// call sends in (nil: no body) and reads the answer into out (nil: not wanted).
func (c *connection) call(ctx context.Context, method, path string, query url.Values, header http.Header, in, out any) error {
	var body io.Reader
	reasoned := method != http.MethodGet && (c.caller.Why != "" || c.caller.Sure != 0)
	if in != nil || reasoned {
		b, err := c.encode(in, reasoned)
		if err != nil {
			return fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
		}
		body = bytes.NewReader(b)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.send(ctx, method, path, header, body, out)
}

// send sends a body, of JSON unless the header says otherwise.
func (c *connection) send(ctx context.Context, method, target string, header http.Header, body io.Reader, out any) error {
	path, _, _ := strings.Cut(target, "?")
	var sent []byte
	if c.caller.Signer != nil && body != nil {
		var err error
		if sent, err = io.ReadAll(body); err != nil {
			return fmt.Errorf("reading the body of %s %s: %w", method, path, err)
		}
		body = bytes.NewReader(sent)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+target, body)
	if err != nil {
		return fmt.Errorf("preparing %s %s: %w", method, path, err)
	}
	c.dress(req, header, body != nil)
	if c.caller.Signer != nil {
		if err := c.caller.Signer.sign(req, sent, time.Now()); err != nil {
			return fmt.Errorf("signing %s %s: %w", method, path, err)
		}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("calling the forum: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswerBytes+1))
	if err != nil {
		return fmt.Errorf("reading the answer of %s %s: %w", method, path, err)
	}
	if len(answer) > maxAnswerBytes {
		return fmt.Errorf("the answer of %s %s exceeds %d bytes", method, path, maxAnswerBytes)
	}
	if res.StatusCode >= 300 {
		return readError(method, path, res, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("decoding the answer of %s %s: %w", method, path, err)
	}
	return nil
}

// encode gives a body, with what the caller says of its reasons beside the fields of in.
func (c *connection) encode(in any, reasoned bool) ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil || !reasoned {
		return b, err
	}
	fields := map[string]json.RawMessage{}
	if in != nil {
		if err := json.Unmarshal(b, &fields); err != nil {
			return nil, err
		}
	}
	if fields["rationale"], err = json.Marshal(c.caller.Why); err != nil {
		return nil, err
	}
	if fields["confidence"], err = json.Marshal(c.caller.Sure); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

func (c *connection) dress(req *http.Request, header http.Header, hasBody bool) {
	if hasBody {
		req.Header.Set("Content-Type", "application/json")
	}
	for k, v := range header {
		req.Header[k] = v
	}
	if c.caller.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.caller.Key)
	}
	if c.caller.Assertion != "" {
		req.Header.Set("Passkey-Assertion", c.caller.Assertion)
	}
	if c.caller.ForwardedFor != "" {
		req.Header.Set("X-Forwarded-For", c.caller.ForwardedFor)
	}
	agent := c.caller.UserAgent
	if agent == "" {
		agent = "moltwatch-client"
	}
	req.Header.Set("User-Agent", agent)
}

// Error is a refusal by the forum.
type Error struct {
	Status     int           // of HTTP
	Code       string        // UNAUTHORIZED, FORBIDDEN, NOT_FOUND, BAD_REQUEST, CONFLICT, RATE_LIMITED, VALIDATION_ERROR, INTERNAL_ERROR
	Message    string        // what is wrong
	Hint       string        // what to do about it
	RetryAfter time.Duration // of a 429 or 503; 0 when the forum did not say
	Passkey    string        // the action that an assertion by passkey is needed for; Code is PASSKEY_REQUIRED
}

func (e *Error) Error() string {
	s := fmt.Sprintf("the forum answered %d %s: %s", e.Status, e.Code, e.Message)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

func readError(method, path string, res *http.Response, answer []byte) error {
	e := &Error{Status: res.StatusCode, Code: http.StatusText(res.StatusCode)}
	var body ErrorBody
	if err := json.Unmarshal(answer, &body); err == nil && body.Error != "" {
		e.Message, e.Hint = body.Error, body.Hint
		if body.Code != "" {
			e.Code = body.Code
		}
		if body.PasskeyRequired != nil {
			e.Passkey = body.PasskeyRequired.Action
		}
	} else {
		e.Message = fmt.Sprintf("%.200q", answer)
	}
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		e.RetryAfter = time.Duration(seconds) * time.Second
	}
	return fmt.Errorf("%s %s: %w", method, path, e)
}
