package store

import (
	"fmt"
	"testing"
	"time"
)

// What is looked up by key is kept while accounts are as they were. So a write that leaves their
// generation alone must leave all of that alone but counts, and every other write must change it, on
// each node that shares the store.
func TestKeysStayGoodUntilAnAccountChanges(t *testing.T) {
	place := somewhere(t)
	s := open(t, place, nil)
	nodes := []*Store{s}
	if onPostgres {
		nodes = append(nodes, open(t, place, nil))
	}
	at, hash := time.Now().UTC().Truncate(time.Microsecond), []byte("the hash of a key of 32 bytes...")
	post, comment := Post{ID: "p", Author: Author{ID: "a"}, SubmoltID: "s", Created: at}, Comment{ID: "c", PostID: "p", RootID: "c", Author: Author{ID: "a"}, Created: at}
	sanction := Sanction{Kind: "shadowban", Since: at}
	byKey := func(n *Store) string {
		k, err := n.AgentByKey(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		k.Karma, k.Posts, k.Written, k.LastActive = 0, 0, 0, time.Time{}
		return fmt.Sprintf("%+v", k)
	}
	for _, step := range []struct {
		name string
		kind change
		do   func(*Tx) error
	}{
		{"an account", anything, func(tx *Tx) error { return tx.AddAgent(NewAgent{ID: "a", Name: "ann", Created: at}) }},
		{"another", anything, func(tx *Tx) error { return tx.AddAgent(NewAgent{ID: "b", Name: "bob", Created: at}) }},
		{"a key", anything, func(tx *Tx) error { return tx.AddKey(Key{ID: "k", AgentID: "a", Hash: hash, Created: at}) }},
		{"a submolt", anything, func(tx *Tx) error { return tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at}) }},
		{"a post", counts, func(tx *Tx) error { return tx.AddPost(post) }},
		{"a comment", counts, func(tx *Tx) error { return tx.AddComment(comment) }},
		{"votes", counts, func(tx *Tx) error { return tx.SetPostVotes(Post{ID: "p", Upvotes: 3}) }},
		{"votes of a comment", counts, func(tx *Tx) error { return tx.SetCommentVotes(Comment{ID: "c", Upvotes: 3}) }},
		{"a vote", counts, func(tx *Tx) error { return tx.SetVote("b", "p", Vote{Value: 1, Counted: true}) }},
		{"a vote taken back", counts, func(tx *Tx) error { return tx.SetVote("b", "p", Vote{}) }},
		{"karma", counts, func(tx *Tx) error { return tx.AddKarma("a", 5) }},
		{"activity", counts, func(tx *Tx) error { return tx.Touch("a", at.Add(time.Hour)) }},
		{"a notification", counts, func(tx *Tx) error {
			return tx.Notify(Notification{AgentID: "a", Kind: PostComment, ActorID: "b", PostID: "p", CommentID: "c", Created: at})
		}},
		{"nothing", nothing, func(tx *Tx) error { return tx.Watermark() }},
		{"a hidden post", anything, func(tx *Tx) error { return tx.SetPostHidden(Post{ID: "p", Hidden: Held, Updated: at}) }},
		{"a description", anything, func(tx *Tx) error { return tx.SetAgent(Agent{ID: "a", Description: "I am ann"}, at) }},
		{"a sanction", anything, func(tx *Tx) error { return tx.SetSanction("a", sanction) }},
		{"its end", anything, func(tx *Tx) error { return tx.ClearSanction("a", false) }},
		{"a key pair", anything, func(tx *Tx) error { return tx.SetSigner("a", Signer{PublicKey: hash, OnlySigned: true, Since: at}) }},
		{"an end of keys", anything, func(tx *Tx) error { return tx.EndKeys("a", "", at.Add(time.Hour)) }},
	} {
		before := make([]string, len(nodes))
		all, accounts := make([]uint64, len(nodes)), make([]uint64, len(nodes))
		for i, n := range nodes {
			if step.kind != anything {
				before[i] = byKey(n)
			}
			all[i], _ = n.Generation()
			accounts[i], _ = n.AccountsGeneration()
		}
		if err := s.Update(t.Context(), step.do); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		for i, n := range nodes {
			for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
				a, _ := n.Generation()
				b, _ := n.AccountsGeneration()
				if (a != all[i]) == (step.kind >= counts) && (b != accounts[i]) == (step.kind == anything) {
					break
				}
				if time.Now().After(deadline) {
					t.Fatalf("after %s node %d says that something changed: %v, of accounts: %v", step.name, i, a != all[i], b != accounts[i])
				}
			}
			if step.kind == anything {
				continue
			}
			if now := byKey(n); now != before[i] {
				t.Errorf("%s changed what is found by key, and nobody is told: %s, it was %s", step.name, now, before[i])
			}
		}
	}
}
