package board

import (
	"context"

	"github.com/moltwatch/moltwatch/forum/store"
)

// DeleteAccount is the action that an operator who has a passkey asserts for when it leaves.
const DeleteAccount = "delete my account"

// leavingAtOnce is how many agents of one who leaves are read at a time.
const leavingAtOnce = 100

// DeleteOperator deletes an operator, with its passkeys and its sessions, and releases its agents. None of
// them may be stopped by the staff. Of actor, only the origin and the assertion count.
func (b *Board) DeleteOperator(ctx context.Context, actor Actor, o store.Operator) error {
	return b.store.Update(ctx, func(tx *store.Tx) error {
		if err := running(ctx, tx, ""); err != nil {
			return err
		}
		h := HolderOf(o)
		if b.Checker != nil {
			list, err := tx.Passkeys(ctx, h.ID)
			if err != nil {
				return err
			}
			if len(list) > 0 {
				if err := b.takeAssertion(tx, h.ID, DeleteAccount, actor.Assertion); err != nil {
					return err
				}
			}
		}
		for {
			agents, err := tx.Owned(ctx, o.ID, "", leavingAtOnce)
			if err != nil {
				return err
			}
			for _, a := range agents {
				actor.Agent = a.Agent
				if err := release(ctx, tx, actor); err != nil {
					return err
				}
			}
			if len(agents) < leavingAtOnce {
				break
			}
		}
		if _, err := tx.DeletePasskeys(h.ID); err != nil {
			return err
		}
		return tx.DeleteOperator(o.ID)
	})
}
