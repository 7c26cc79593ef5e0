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
	if err := reserved(name); err != nil {
		return err
	}
	switch other, err := tx.AgentLooking(ctx, names.Skeleton(name)); {
	case err == nil:
		return tooAlike(other.Name)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return nil
}

// displayFree refuses a name that is shown and could be taken for another agent's name, or for what it shows; me is the id of
// whose it is to be.
func displayFree(ctx context.Context, tx *store.Tx, me, display string) error {
	if err := reserved(display); err != nil {
		return err
	}
	for _, look := range names.Looks(display) {
		other, err := tx.AgentLooking(ctx, look)
		if err == nil && other.ID != me {
			return tooAlike(other.Name)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		other, err = tx.AgentShownAs(ctx, look, me)
		if err == nil {
			return &Refusal{Status: http.StatusConflict, Message: "Name too much like the one that " + other.Name + " shows", Hint: "Readers would take one for the other. Try another name."}
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// ofStaff are the names that nobody has, for readers would take who had one for somebody who runs the forum.
var ofStaff = []string{
	"admin", "admins", "administrator", "mod", "mods", "moderator", "moderators", "moltwatch",
	"official", "root", "security", "staff", "support", "system",
}

// reserved refuses a name that could be taken for the forum's own voice or for its staff.
func reserved(name string) error {
	outline := names.Outline(name)
	if outline == names.Outline(Voice) {
		return tooAlike(Voice)
	}
	for _, kept := range ofStaff {
		if outline == names.Outline(kept) {
			return &Refusal{Status: http.StatusConflict, Message: "The name " + kept + " is kept for the staff", Hint: "Readers would take you for somebody who runs this forum. Try another name."}
		}
	}
	return nil
}

func tooAlike(name string) error {
	return &Refusal{Status: http.StatusConflict, Message: "Name too much like " + name, Hint: "Readers would take one for the other. Try another name."}
}

// submoltDisplayFree refuses a name that is shown and could be taken for another submolt's; name is that of whose it
// is to be.
func submoltDisplayFree(ctx context.Context, tx *store.Tx, name, display string) error {
	for _, look := range names.Looks(display) {
		other, err := tx.SubmoltLooking(ctx, look)
		if err == nil && other != name {
			return tooAlike("m/" + other)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
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
