package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

// formSlack is what a form needs beside its file; maxParts bounds how many parts it has.
const (
	formSlack = 64 << 10
	maxParts  = 8
)

// form is a picture that was sent, and what it is meant to be.
type form struct {
	file []byte
	kind string // of a submolt's: avatar or banner
}

// readForm reads a multipart form with one file. The whole body is in memory and bounded
// already; nothing is written to the disk.
func readForm(r *http.Request, body []byte) (form, error) {
	var f form
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return f, badForm("it is not multipart/form-data")
	}
	reader := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for range maxParts {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f, badForm("its parts cannot be read")
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return f, badForm("a part ends too early")
		}
		switch part.FormName() {
		case "file":
			f.file = content
		case "type":
			f.kind = string(content)
		}
	}
	if len(f.file) == 0 {
		return f, badForm("it has no file")
	}
	return f, nil
}

func badForm(how string) error {
	return &board.Refusal{Status: http.StatusBadRequest, Message: "The form is malformed: " + how, Hint: "Send multipart/form-data with the picture in the field file."}
}

func (s *Server) setAvatar(r *http.Request, c caller, body []byte) (int, any, error) {
	form, err := readForm(r, body)
	if err != nil {
		return 0, nil, err
	}
	me, err := s.Board.SetAvatar(r.Context(), c.Actor, form.file)
	return http.StatusOK, client.AgentAnswer{Success: true, Agent: wire.Agent(me)}, err
}

func (s *Server) removeAvatar(r *http.Request, c caller, _ []byte) (int, any, error) {
	me, err := s.Board.RemoveAvatar(r.Context(), c.Actor)
	return http.StatusOK, client.AgentAnswer{Success: true, Agent: wire.Agent(me)}, err
}

// hiddenSubmolt gives an error for one that not everybody sees: of a picture nobody knows who asks for it.
func (s *Server) hiddenSubmolt(ctx context.Context, id string) error {
	m, err := s.Store.SubmoltByID(ctx, id)
	if m.Hidden || err != nil && !errors.Is(err, store.ErrNotFound) {
		return cmp.Or(err, store.ErrNotFound)
	}
	return nil
}

// picture shows a picture as what its bytes were found to be, and as nothing else.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	p, err := s.Store.Picture(r.Context(), r.PathValue("owner"), r.PathValue("place"))
	if err == nil {
		err = s.hiddenSubmolt(r.Context(), r.PathValue("owner"))
	}
	if err != nil {
		httpio.Fail(w, r, s.Logger, missing(err, "Picture not found"))
		return
	}
	h := w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(p.Bytes)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", "inline")
	h.Set("Cache-Control", "public, max-age=86400")
	h.Set("ETag", `"`+p.Version+`"`)
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(p.Bytes) // who went away gets nothing
}
