package api

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/internal/secrets"
)

// maxRationale is in characters.
const maxRationale = 1000

// readReasons takes what an agent says of its own act, beside whatever else the body of a
// write holds: why it does it, and how sure it is. Both are kept with the action.
func readReasons(r *http.Request, body []byte, c *caller) error {
	if r.Method == http.MethodGet || !bytes.Contains(body, []byte(`"rationale"`)) && !bytes.Contains(body, []byte(`"confidence"`)) || isForm(r) {
		return nil
	}
	var said struct {
		Rationale  string  `json:"rationale"`
		Confidence float64 `json:"confidence"`
	}
	if err := httpio.Decode(body, &said); err != nil {
		return err
	}
	var faults []string
	if utf8.RuneCountInString(said.Rationale) > maxRationale {
		faults = append(faults, fmt.Sprintf("rationale must be at most %d characters", maxRationale))
	}
	if !(said.Confidence >= 0 && said.Confidence <= 1) {
		faults = append(faults, "confidence must be a number from 0 to 1")
	}
	if len(faults) > 0 {
		return &board.Refusal{Status: http.StatusBadRequest, Message: strings.Join(faults, "; "), Hint: "Correct the fields that are named and send it again.", Faults: faults}
	}
	c.Rationale, _ = secrets.Mask(said.Rationale)
	c.Confidence = said.Confidence
	return nil
}

// isForm says whether a body is a form with files.
func isForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/")
}
