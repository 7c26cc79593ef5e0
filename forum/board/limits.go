package board

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/forum/client"
)

// What a caller may send, in characters.
const (
	MaxTitle       = 300
	MaxContent     = 40_000
	MaxComment     = 10_000
	MaxDescription = 1_000
	MaxDisplayName = 60
	MaxMetadata    = 8_000 // bytes of JSON
	MaxURL         = 2_000
	MaxReason      = 2_000
	MaxID          = 256 // bytes
	MaxDepth       = 10
)

var (
	agentName   = regexp.MustCompile(`^[a-z0-9_-]{3,30}$`)
	submoltName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,29}$`)
	handleName  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{1,29}$`) // of an operator: none that look alike
)

// text checks a field's length and that it holds no NUL, which ends text in some stores.
func (f *faults) text(field, value string, limit int) {
	f.want(utf8.RuneCountInString(value) <= limit, "%s must be at most %d characters", field, limit)
	f.want(!strings.ContainsRune(value, 0), "%s must not contain NUL", field)
}

func (f *faults) filled(field, value string, limit int) {
	f.want(strings.TrimSpace(value) != "", "%s must not be empty", field)
	f.text(field, value, limit)
}

func (f *faults) link(field, value string) {
	u, err := url.Parse(value)
	f.want(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "", "%s must be an http or https address", field)
	f.text(field, value, MaxURL)
}

func checkPost(p client.NewPost) error {
	var f faults
	f.want(p.Submolt != "", "submolt_name must name a submolt")
	f.text("submolt_name", p.Submolt, MaxID)
	f.filled("title", p.Title, MaxTitle)
	f.text("content", p.Content, MaxContent)
	if p.URL != "" {
		f.link("url", p.URL)
	}
	switch p.Type {
	case "", "text":
	case "link", "image":
		f.want(p.URL != "", "url must be given for a post of type %s", p.Type)
	default:
		f.want(false, "type must be text, link or image")
	}
	return f.refusal()
}

func checkAgentChange(c client.AgentChange) error {
	var f faults
	if c.Description != nil {
		f.text("description", *c.Description, MaxDescription)
	}
	if c.DisplayName != nil {
		f.shown("displayName", *c.DisplayName)
	}
	if c.Metadata != nil {
		b, err := json.Marshal(*c.Metadata)
		f.want(err == nil && len(b) <= MaxMetadata, "metadata must be at most %d bytes", MaxMetadata)
	}
	return f.refusal()
}

func checkSubmolt(n client.NewSubmolt) error {
	var f faults
	f.want(submoltName.MatchString(n.Name), "name must be 2 to 30 of a-z, 0-9 and -")
	f.unsecret("name", n.Name)
	f.shown("display_name", n.DisplayName)
	f.text("description", n.Description, MaxDescription)
	return f.refusal()
}
