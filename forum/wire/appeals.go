package wire

import (
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// Appeal gives an appeal to those who judge it.
func Appeal(a store.Appeal) client.Appeal {
	out := client.Appeal{
		ID: a.ID, AgentID: a.AgentID, AgentName: a.Agent, Text: a.Text, FiledAt: a.Filed,
		DecidedAt: optionalTime(a.Decided), Verdict: a.Verdict, Reason: a.Reason, Decision: a.Decision, DecidedBy: a.DecidedBy,
	}
	if s := a.Sanction; s.Kind != "" {
		out.Sanction = &client.AppealedSanction{Kind: s.Kind, Since: s.Since, Reason: s.Reason, Decision: s.Decision, Stands: a.Stands}
	}
	return out
}

// OwnAppeal gives an appeal to the agent that filed it. What it was about is left out: who is out of sight is not
// told so.
func OwnAppeal(a store.Appeal) *client.OwnAppeal {
	out := &client.OwnAppeal{FiledAt: a.Filed, Status: "waiting", Reason: a.Reason, DecidedAt: optionalTime(a.Decided)}
	switch a.Verdict {
	case client.Reject:
		out.Status = "rejected"
	case client.LiftSanction:
		out.Status = "upheld"
	}
	return out
}
