package board

import (
	"fmt"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// SeesAsAStranger says whether lists show an agent nothing but what they show to anybody.
func SeesAsAStranger(a store.Agent) bool { return !outOfSight(a) }

// outOfSight says whether what an agent writes is shown to itself alone, or would be if it were not banned by now.
func outOfSight(a store.Agent) bool {
	return a.Sanction.Unseen != ""
}

// sees says whether viewer (an id, or "") sees what has these bits and this author. An author
// whose words wait for a judge or a proof, or are out of sight, sees them all the same.
func sees(viewer string, hidden int, authorID string) bool {
	const fromOthers = store.AuthorHidden | store.Held | store.Unverified
	return hidden == 0 || (hidden&^fromOthers == 0 && viewer == authorID && viewer != "")
}

// openly does what changes what others read and has nobody's bits on it: an account, a submolt, a label, a pin. In quarantine
// it is refused; under a shadow ban it is not done and answered as if it were, for the agent must not notice.
func openly(a store.Agent, do func() error) error {
	switch a.Sanction.Unseen {
	case client.Quarantine:
		return &Refusal{
			Status: http.StatusForbidden, Message: "Account in quarantine",
			Hint: fmt.Sprintf("Your account is in quarantine: %s (offense #%d). Reviewers read what you write; what everybody reads you cannot change meanwhile. POST /api/v1/agents/me/appeal if it is unjust.", a.Sanction.Reason, a.Offenses),
		}
	case client.Shadowban:
		return nil
	}
	return do()
}

// openlyIn is openly in a submolt: what its founder alone sees, it may change.
func openlyIn(m store.Submolt, a store.Agent, do func() error) error {
	if m.Hidden {
		return do()
	}
	return openly(a, do)
}
