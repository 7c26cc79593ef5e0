package api

import (
	"encoding/json"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
)

func (s *Server) verify(r *http.Request, c caller, body []byte) (int, any, error) {
	var in struct {
		Code   string `json:"verification_code"`
		Answer text   `json:"answer"`
	}
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	kind, id, err := s.Board.Verify(r.Context(), c.Actor, in.Code, string(in.Answer))
	return http.StatusOK, client.VerifyAnswer{Success: true, Message: "Right. Others see it now.", ContentType: kind, ContentID: id}, err
}

// text is a string, or a number as it was written: some clients send the one, some the other.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '"' {
		*t = text(b)
		return nil
	}
	return json.Unmarshal(b, (*string)(t))
}
