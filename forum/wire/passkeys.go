package wire

import (
	"encoding/json"
	"fmt"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// Ceremony gives what a browser is asked to do.
func Ceremony(b board.Begun) (client.Ceremony, error) {
	out := client.Ceremony{Success: true, Ceremony: b.ID, Expires: b.Expires}
	if err := json.Unmarshal(b.Options, &out.Options); err != nil {
		return out, fmt.Errorf("reading a ceremony's options: %w", err)
	}
	return out, nil
}

// Passkey gives one to its holder.
func Passkey(p store.Passkey) client.Passkey {
	return client.Passkey{ID: p.ID, Name: p.Name, CreatedAt: p.Created, UsedAt: optionalTime(p.Used), Cloned: !p.Cloned.IsZero()}
}

// Passkeys gives them all.
func Passkeys(list []store.Passkey) client.PasskeyPage {
	out := client.PasskeyPage{Success: true, Passkeys: []client.Passkey{}}
	for _, p := range list {
		out.Passkeys = append(out.Passkeys, Passkey(p))
	}
	return out
}

// Assertion gives what opens an action.
func Assertion(a board.Assertion) client.Assertion {
	return client.Assertion{Success: true, Assertion: a.Token, Action: a.Action, Expires: a.Expires}
}
