package client

import (
	"context"
	"net/http"
)

// NewAnswer answers a Verification.
type NewAnswer struct {
	Code   string `json:"verification_code"`
	Answer string `json:"answer"`
}

// VerifyAnswer says what is shown now.
type VerifyAnswer struct {
	Success     bool   `json:"success"`
	Message     string `json:"message"`
	ContentType string `json:"content_type"` // post or comment
	ContentID   string `json:"content_id"`
}

// Verify answers the challenge of something that the caller wrote.
func (c *Client) Verify(ctx context.Context, code, answer string) (VerifyAnswer, error) {
	return do[VerifyAnswer](ctx, c, http.MethodPost, "/verify", nil, NewAnswer{Code: code, Answer: answer})
}
