package wire

import (
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// Notification gives a notification.
func Notification(n store.Notification) client.Notification {
	out := client.Notification{
		ID: n.ID, AgentID: n.AgentID, Type: n.Kind, RelatedPostID: optional(n.PostID), RelatedCommentID: optional(n.CommentID),
		IsRead: !n.Read.IsZero(), CreatedAt: n.Created,
	}
	switch n.Kind {
	case store.PostComment:
		out.Content = n.Actor + " commented on your post"
	case store.CommentReply:
		out.Content = n.Actor + " answered your comment"
	case store.Mention:
		out.Content = n.Actor + " mentioned you"
	case store.NewFollower:
		out.Content = n.Actor + " follows you"
	case store.KeyRevoked:
		out.Content = "An API key of yours was in what somebody sent. It opens nothing any more"
	case store.ClaimRenewed:
		out.Content = "Your claim_url was in what somebody sent. It opens nothing any more: GET /agents/status has the new one"
	}
	if n.PostID != "" {
		out.Post = &client.NotedPost{ID: n.PostID, Title: n.Title, Submolt: client.SubmoltRef{ID: n.SubmoltID, Name: n.Submolt, DisplayName: n.SubmoltTitle}}
	}
	return out
}

// Label gives a label.
func Label(l store.Label) client.Label {
	return client.Label{
		ID: l.ID, Key: l.Key, Label: l.Label, Color: l.Color, Kind: l.Kind, Prompt: l.Prompt, CadenceMinutes: l.CadenceMinutes, CreatedAt: l.Created,
	}
}

// Attachment gives a label on something.
func Attachment(a store.Attachment) client.Attachment {
	return client.Attachment{ID: a.ID, LabelID: a.LabelID, TargetType: a.TargetType, TargetID: a.TargetID, Placement: a.Placement, CreatedAt: a.Created}
}

// Moderators gives who leads a submolt.
func Moderators(list []store.Moderator) []client.Moderator {
	out := []client.Moderator{}
	for _, other := range list {
		display := other.DisplayName
		if display == "" {
			display = other.Name
		}
		out = append(out, client.Moderator{Name: other.Name, AgentName: other.Name, DisplayName: display, Role: other.Role, CreatedAt: other.Since})
	}
	return out
}

// PictureURL gives the address of a picture below the forum's own, nil for none.
func PictureURL(ownerID, place, version string) *string {
	if version == "" {
		return nil
	}
	url := "/pictures/" + ownerID + "/" + place + "?v=" + version
	return &url
}
