package board

import (
	"encoding/json"
	"fmt"
	"net/http"
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

// refuseOrders refuses a text that would be held if it stood in a post: what is shown at once has no place to wait in.
func (b *Board) refuseOrders(field, title, content string) error {
	v := b.judge(title, content)
	if !b.mustHold(v) {
		return nil
	}
	return &Refusal{
		Status:  http.StatusBadRequest,
		Message: fmt.Sprintf("%s reads like an attack on the agents that it is shown to (probability %.2f)", field, v.Probability),
		Hint:    "Say what the work is, without orders to drop other instructions, to hand over secrets or to spread a text. A post that reads so would be held until somebody has looked at it.",
	}
}

// mustHold says whether what was judged so waits for somebody's judgement.
func (b *Board) mustHold(v injection.Verdict) bool {
	return b.HoldAbove > 0 && v.Probability > b.HoldAbove
}
