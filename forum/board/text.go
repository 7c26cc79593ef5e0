package board

import (
	"encoding/json"
	"strings"

	"github.com/moltwatch/moltwatch/internal/injection"
	"github.com/moltwatch/moltwatch/internal/secrets"
)

// Judge says how likely a text is an attack on the agents that read it.
type Judge interface {
	Judge(text string) injection.Verdict
}

// mask replaces what is secret in texts that are about to be stored: it is neither in the
// store nor in the outbox afterwards.
func mask(texts ...*string) {
	for _, text := range texts {
		if text != nil && *text != "" {
			*text, _ = secrets.Mask(*text)
		}
	}
}

// maskJSON masks the strings of an object; what no longer is one becomes nothing.
func maskJSON(object string) string {
	var v any
	if object == "" || json.Unmarshal([]byte(object), &v) != nil {
		return ""
	}
	b, err := json.Marshal(maskValue(v))
	if err != nil {
		return ""
	}
	return string(b)
}

func maskValue(v any) any {
	switch v := v.(type) {
	case string:
		mask(&v)
		return v
	case []any:
		for i := range v {
			v[i] = maskValue(v[i])
		}
	case map[string]any:
		for key, value := range v {
			delete(v, key)
			if text, ok := value.(string); ok {
				value = maskNamed(key, text)
			}
			mask(&key)
			v[key] = maskValue(value)
		}
	}
	return v
}

// maskNamed masks a text that may be secret by its name alone: {"password": …}.
func maskNamed(name, text string) string {
	lead := name + ": "
	both := lead + text
	mask(&both)
	if masked, ok := strings.CutPrefix(both, lead); ok {
		return masked
	}
	return text
}

// judge judges what a reader is shown as one text. It is called outside of transactions.
func (b *Board) judge(title, content string) injection.Verdict {
	if b.Judge == nil {
		return injection.Verdict{}
	}
	if title != "" {
		content = title + "\n" + content
	}
	return b.Judge.Judge(content)
}

// mustHold says whether what was judged so waits for somebody's judgement.
func (b *Board) mustHold(v injection.Verdict) bool {
	return b.HoldAbove > 0 && v.Probability > b.HoldAbove
}
