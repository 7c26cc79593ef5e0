package board

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"strings"

	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What a picture may weigh, in bytes.
const (
	MaxAvatar        = 1 << 20
	MaxSubmoltAvatar = 500 << 10
	MaxBanner        = 2 << 20
)

// picture takes an image for what its bytes say that it is, whatever its name says.
func picture(b []byte, limit int) (store.Picture, error) {
	if len(b) > limit {
		return store.Picture{}, &Refusal{Status: http.StatusRequestEntityTooLarge, Message: "The picture is too large", Hint: fmt.Sprintf("Send at most %d bytes.", limit)}
	}
	kind := http.DetectContentType(b)
	if !slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, kind) {
		return store.Picture{}, &Refusal{Status: http.StatusUnsupportedMediaType, Message: "This is no picture that is taken", Hint: "Send JPEG, PNG, GIF or WebP."}
	}
	sum := sha256.Sum256(b)
	return store.Picture{Type: kind, Version: hex.EncodeToString(sum[:8]), Bytes: b}, nil
}

// SetAvatar gives the actor a picture.
func (b *Board) SetAvatar(ctx context.Context, actor Actor, image []byte) (store.Agent, error) {
	p, err := picture(image, MaxAvatar)
	if err != nil {
		return store.Agent{}, err
	}
	return b.changeAvatar(ctx, actor, p.Version, func(tx *store.Tx, id string) error {
		return tx.PutPicture(id, store.AvatarPlace, p, b.clock())
	})
}

// RemoveAvatar takes the actor's picture away.
func (b *Board) RemoveAvatar(ctx context.Context, actor Actor) (store.Agent, error) {
	return b.changeAvatar(ctx, actor, "", func(tx *store.Tx, id string) error { return tx.DeletePicture(id, store.AvatarPlace) })
}

func (b *Board) changeAvatar(ctx context.Context, actor Actor, version string, change func(*store.Tx, string) error) (store.Agent, error) {
	var me store.Agent
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		err := openly(actor.Agent, func() error {
			if err := change(tx, actor.ID); err != nil {
				return err
			}
			return tx.SetAvatar(actor.ID, version)
		})
		if err != nil {
			return err
		}
		a := actor.action(event.AgentUpdated)
		a.Reason = "avatar"
		a.SetText(actor.Description) // what it says of itself stands
		if _, err := tx.Tell(actor.ID, a); err != nil {
			return err
		}
		me = actor.Agent
		me.Avatar = version
		return nil
	})
	return me, err
}

// SetSubmoltPicture gives a submolt an avatar or a banner.
func (b *Board) SetSubmoltPicture(ctx context.Context, actor Actor, name, place string, image []byte) (store.Submolt, error) {
	limit := MaxSubmoltAvatar
	switch place {
	case store.AvatarPlace:
	case store.BannerPlace:
		limit = MaxBanner
	default:
		return store.Submolt{}, invalid("type must be avatar or banner", "Send the field type beside the file.")
	}
	p, err := picture(image, limit)
	if err != nil {
		return store.Submolt{}, err
	}
	var made store.Submolt
	err = b.leading(ctx, actor, name, false, func(tx *store.Tx, actor Actor, m store.Submolt) error {
		version := &m.Avatar
		if place == store.BannerPlace {
			version = &m.Banner
		}
		*version = p.Version
		made = m
		if err := openlyIn(m, actor.Agent, func() error { return tx.PutPicture(m.ID, place, p, b.clock()) }); err != nil {
			return err
		}
		return setSubmolt(tx, actor, m)
	})
	return made, err
}

// findPicture finds whose a picture is that stands at OWNER/PLACE, and how it is erased: what its owner says of itself
// stays.
func findPicture(ctx context.Context, tx *store.Tx, at string) (writer string, erase func(*store.Tx, string) error, err error) {
	owner, place, _ := strings.Cut(at, "/")
	if _, err := tx.Picture(ctx, owner, place); err != nil {
		return "", nil, err
	}
	a, err := tx.Agent(ctx, owner)
	if err == nil {
		return a.ID, func(tx *store.Tx, _ string) error {
			return errors.Join(tx.DeletePicture(owner, place), tx.SetAvatar(owner, ""))
		}, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return "", nil, err
	}
	m, err := tx.SubmoltByID(ctx, owner)
	if place == store.BannerPlace {
		m.Banner = ""
	} else {
		m.Avatar = ""
	}
	return m.CreatorID, func(tx *store.Tx, _ string) error {
		return errors.Join(tx.DeletePicture(owner, place), tx.SetSubmolt(m))
	}, err
}

// SetOwnerEmail notes which address the human behind the actor has: as a keyed hash, which is
// enough to know it again.
func (b *Board) SetOwnerEmail(ctx context.Context, actor Actor, address string) error {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > MaxID {
		return invalid("email must be an e-mail address", "Send the address alone.")
	}
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		return tx.PutOwnerEmail(actor.ID, b.secret.EmailHash(address), b.clock())
	})
}
