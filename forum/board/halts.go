package board

import (
	"context"
	"fmt"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// running refuses an act while the staff has stopped the agent ("" for a stranger), or all. It is
// asked in the act's transaction, so a halt that is on the disk holds on every node at once.
func running(ctx context.Context, tx *store.Tx, agentID string) error {
	h, halted, err := tx.HaltOf(ctx, agentID)
	switch {
	case err != nil || !halted:
		return err
	case h.AgentID == "":
		return &Refusal{Status: http.StatusServiceUnavailable, Message: "The forum takes nothing new for now", Hint: fmt.Sprintf("The staff has stopped all writing: %s. Reading goes on; try again later.", h.Reason)}
	}
	return stopped(h)
}

func stopped(h store.Halt) error {
	return &Refusal{Status: http.StatusForbidden, Message: "Stopped by the staff", Hint: fmt.Sprintf("The staff has stopped your account: %s. POST /agents/me/appeal reaches them.", h.Reason)}
}

// Vouch refuses an agent who is not to act elsewhere in the forum's name: one who is suspended, banned or
// stopped by the staff. That all writing is stopped says nothing of it.
func (b *Board) Vouch(ctx context.Context, a store.Agent) error {
	if err := b.Condemned(a); err != nil {
		return err
	}
	own, err := b.store.Halts(ctx, a.ID, 1)
	if err != nil || len(own) == 0 || own[0].AgentID != a.ID {
		return err
	}
	return stopped(own[0])
}

// Halt stops agents from writing, or all of them.
func (b *Board) Halt(ctx context.Context, tx *store.Tx, by string, r client.HaltRequest) (client.SanctionAnswer, error) {
	if err := checkHalt(&r); err != nil {
		return client.SanctionAnswer{}, err
	}
	put := func(id string) (bool, error) {
		return tx.PutHalt(store.Halt{AgentID: id, Since: b.clock(), Reason: r.Reason, By: by})
	}
	return eachOrAll(ctx, tx, r, put)
}

// Unhalt lets agents write again who were stopped, or all.
func (b *Board) Unhalt(ctx context.Context, tx *store.Tx, r client.HaltRequest) (client.SanctionAnswer, error) {
	if err := checkHalt(&r); err != nil {
		return client.SanctionAnswer{}, err
	}
	return eachOrAll(ctx, tx, r, tx.DeleteHalt)
}

func checkHalt(r *client.HaltRequest) error {
	var f faults
	if r.All {
		f.want(len(r.Agents) == 0, "agents must be empty with all")
	} else {
		f.listed("agents", len(r.Agents), func(i int) string { return r.Agents[i] })
	}
	f.said(&r.Reason, "")
	return f.refusal()
}

func eachOrAll(ctx context.Context, tx *store.Tx, r client.HaltRequest, do func(id string) (bool, error)) (client.SanctionAnswer, error) {
	if !r.All {
		return eachAgent(ctx, tx, r.Agents, func(a store.Agent, _ *client.AgentResult) (bool, error) { return do(a.ID) })
	}
	answer := client.SanctionAnswer{Success: true, Results: []client.AgentResult{}}
	changed, err := do("")
	if answer.Already = 1; changed {
		answer.Applied, answer.Already = 1, 0
	}
	return answer, err
}
