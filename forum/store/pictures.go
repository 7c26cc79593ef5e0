package store

import (
	"context"
	"time"
)

// Places of a picture.
const (
	AvatarPlace = "avatar"
	BannerPlace = "banner"
)

// Picture is an image of an agent or a submolt.
type Picture struct {
	Type, Version string
	Bytes         []byte
}

// Picture finds the picture of an owner.
func (r *Reader) Picture(ctx context.Context, ownerID, place string) (Picture, error) {
	return one(ctx, r, "a picture", r.q.PictureOf, func(row scanner) (p Picture, err error) {
		err = row.Scan(&p.Type, &p.Version, &p.Bytes)
		return p, err
	}, ownerID, place)
}

// PutPicture stores a picture in place of the one before.
func (t *Tx) PutPicture(ownerID, place string, p Picture, at time.Time) error {
	return wrap("storing a picture", t.execOf(nil, t.s.write.PutPicture, ownerID, place, p.Type, p.Version, p.Bytes, toMicros(at)))
}

// DeletePicture deletes a picture.
func (t *Tx) DeletePicture(ownerID, place string) error {
	return wrap("deleting a picture", t.execOf(nil, t.s.write.DeletePicture, ownerID, place))
}

// SetAvatar notes the version of an agent's picture, "" for none.
func (t *Tx) SetAvatar(agentID, version string) error {
	return wrap("changing an avatar", t.execOf(shown{agentID}, t.s.write.SetAvatar, agentID, version))
}

// PutOwnerEmail keeps the keyed hash of an owner's address.
func (t *Tx) PutOwnerEmail(agentID string, hash []byte, at time.Time) error {
	return wrap("keeping an owner's address", t.execOf(nil, t.s.write.PutOwnerEmail, agentID, hash, toMicros(at)))
}

// Leader is an agent with its karma.
type Leader struct {
	Name  string
	Karma int64
}

// Leaders lists the agents in sight with the most karma.
func (r *Reader) Leaders(ctx context.Context, limit int) ([]Leader, error) {
	return many(ctx, r, "the leaderboard", r.q.Leaders, func(row scanner) (l Leader, err error) {
		err = row.Scan(&l.Name, &l.Karma)
		return l, err
	}, limit)
}
