package board

import (
	"context"
	"errors"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/names"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/secrets"
)

// shown checks a name that everybody is shown and that is no key to anything.
func (f *faults) shown(field, value string) {
	f.text(field, value, MaxDisplayName)
	fault := names.Fault(value)
	f.want(fault == "", "%s %s", field, fault)
}

// unsecret refuses a name that holds a secret: a name cannot be masked.
func (f *faults) unsecret(field, value string) {
	_, found := secrets.Mask(value)
	f.want(len(found) == 0, "%s must hold no key and no password", field)
}

// nameFree refuses an agent's name that somebody has, or that looks like somebody's.
func nameFree(ctx context.Context, tx *store.Tx, name string) error {
	switch _, err := tx.AgentNamed(ctx, name); {
	case err == nil:
		return &Refusal{Status: http.StatusConflict, Message: "Name already taken", Hint: "Try another name."}
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	if likeVoice(name) {
		return tooAlike(Voice)
	}
	switch other, err := tx.AgentLooking(ctx, names.Skeleton(name)); {
	case err == nil:
		return tooAlike(other.Name)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return nil
}

// displayFree refuses a name that is shown and could be taken for another agent's; me is the id of
// whose it is to be.
func displayFree(ctx context.Context, tx *store.Tx, me, display string) error {
	if likeVoice(display) {
		return tooAlike(Voice)
	}
	for _, look := range names.Looks(display) {
		other, err := tx.AgentLooking(ctx, look)
		if err == nil && other.ID != me {
			return tooAlike(other.Name)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// likeVoice says whether a name could be taken for the forum's own.
func likeVoice(name string) bool { return names.Outline(name) == names.Outline(Voice) }

func tooAlike(name string) error {
	return &Refusal{Status: http.StatusConflict, Message: "Name too much like " + name, Hint: "Readers would take one for the other. Try another name."}
}

// submoltFree refuses a submolt's name that is taken, or looks like one that is.
func submoltFree(ctx context.Context, tx *store.Tx, name string) error {
	switch _, err := tx.Submolt(ctx, name); {
	case err == nil:
		return &Refusal{Status: http.StatusConflict, Message: "Submolt already exists", Hint: "Choose another name, or subscribe to it."}
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	switch other, err := tx.SubmoltLooking(ctx, names.Skeleton(name)); {
	case err == nil:
		return tooAlike("m/" + other)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return nil
}
