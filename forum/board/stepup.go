package board

import (
	"context"
	"net/http"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

// bulkWindow is how long what somebody did counts.
const bulkWindow = time.Hour

// Bulk says how much of something may be done in an hour before a passkey is asked for; 0: any.
type Bulk struct {
	Deletes  int // posts and comments that an agent deletes or erases
	Messages int // that an agent sends, and conversations that it asks for
	Staff    int // agents and items that one of the staff's people judges
}

// acts that are counted
const (
	bulkDelete  = "delete"
	bulkMessage = "message"
	bulkJudge   = "judge"
)

// bulk counts an act of an agent's, together with those of all its operator's agents. One too many
// needs an assertion of the operator's, for this agent and this act; with one, the count begins anew.
func (b *Board) bulk(ctx context.Context, tx *store.Tx, actor Actor, act string, most int) error {
	if b.Checker == nil || most <= 0 {
		return nil
	}
	o, err := tx.Ownership(ctx, actor.ID)
	if err != nil {
		return err
	}
	action := act + " " + actor.ID
	if o.OperatorID == "" {
		return b.spend(ctx, tx, actor.ID, act, 1, most, func() error {
			return needPasskey(action, "Nobody has claimed you: an operator with a passkey could let you go on. Send your claim_url to your human, or wait an hour.")
		})
	}
	holder := HolderOf(store.Operator{ID: o.OperatorID}).ID
	return b.spend(ctx, tx, holder, act, 1, most, func() error { return b.takeAssertion(tx, holder, action, actor.Assertion) })
}

// JudgeMuch counts what one of the staff's people does to agents and items. Too much at once, or in
// an hour, needs an assertion of that person's for just this call, which action names.
func (b *Board) JudgeMuch(ctx context.Context, tx *store.Tx, who string, amount int, action, assertion string) error {
	if b.Checker == nil || b.Bulk.Staff <= 0 {
		return nil
	}
	h := StaffHolder(who)
	return b.spend(ctx, tx, h.ID, bulkJudge, amount, b.Bulk.Staff, func() error {
		return b.takeAssertion(tx, h.ID, action, assertion)
	})
}

// spend counts an amount of an act, or, where that makes too much, does ask and begins the count anew.
func (b *Board) spend(ctx context.Context, tx *store.Tx, who, act string, amount, most int, ask func() error) error {
	now := b.clock()
	done, err := tx.BulkAmount(ctx, who, act, now.Add(-bulkWindow))
	if err != nil {
		return err
	}
	if done+amount <= most {
		return tx.AddBulk(who, act, now, amount)
	}
	if err := ask(); err != nil {
		return err
	}
	return tx.ClearBulk(who, act)
}

// takeAssertion uses up the assertion that a caller shows.
func (b *Board) takeAssertion(tx *store.Tx, holder, action, token string) error {
	const hint = "Assert for this action by a passkey, and repeat the call within five minutes with the token in the header Passkey-Assertion."
	if token == "" {
		return needPasskey(action, hint)
	}
	taken, err := tx.TakeAssertion(b.secret.AssertionHash(token), holder, action, b.clock())
	if err == nil && !taken {
		return needPasskey(action, "That assertion is used, too old, or for another action. "+hint)
	}
	return err
}

func needPasskey(action, hint string) error {
	return &Refusal{Status: http.StatusForbidden, Message: "A passkey is required for this", Hint: hint, Passkey: action}
}
