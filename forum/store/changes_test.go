package store

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever a write changes of what lists of posts show, every node is told of; and of little else, or nothing
// could be kept.
func TestEveryNodeIsToldWhatListsShowAnew(t *testing.T) {
	place := somewhere(t)
	s := open(t, place, nil)
	nodes := []*Store{s}
	if onPostgres {
		nodes = append(nodes, open(t, place, nil))
	}
	at := time.Now().UTC().Truncate(time.Microsecond)
	comment := Comment{ID: "c", PostID: "p", RootID: "c", Author: Author{ID: "b"}, Created: at}
	err := s.Update(t.Context(), func(tx *Tx) error {
		for _, id := range []string{"a", "b"} {
			if err := tx.AddAgent(NewAgent{ID: id, Name: "agent-" + id, Created: at}); err != nil {
				return err
			}
		}
		if err := tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at}); err != nil {
			return err
		}
		for id, author := range map[string]string{"p": "a", "q": "b"} {
			if err := tx.AddPost(Post{ID: id, Author: Author{ID: author}, SubmoltID: "s", Title: "of " + author, Content: "words", Created: at}); err != nil {
				return err
			}
		}
		return tx.AddComment(comment)
	})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{"a", "b", "p", "q", "s"}
	show := func() map[string]string {
		shown := map[string]string{}
		places, err := s.PostPlaces(t.Context(), Scope{}, New, Start(), 10)
		if err != nil {
			t.Fatal(err)
		}
		posts, err := s.BarePosts(t.Context(), places)
		if err != nil {
			t.Fatal(err)
		}
		authors, err := s.Authors(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		submolts, err := s.SubmoltNames(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range posts {
			shown[p.ID] = fmt.Sprintf("%+v", p)
		}
		for _, a := range authors {
			shown[a.ID] = fmt.Sprintf("%+v", a)
		}
		for _, m := range submolts {
			shown[m.ID] = fmt.Sprintf("%+v", m)
		}
		return shown
	}
	hide := func(bits int) func(*Tx) error {
		return func(tx *Tx) error { return tx.SetPostHidden(Post{ID: "p", Hidden: bits, Updated: at.Add(time.Minute)}) }
	}
	all := append([]string{"another"}, ids...)
	// heard waits until every node knows of all that was done: they hear of it in order.
	heard := func() {
		since := make([]uint64, len(nodes))
		for i, n := range nodes {
			since[i] = n.changes.of[slotOf("nobody")].Load()
		}
		if err := s.Update(t.Context(), func(tx *Tx) error { return tx.Touch("nobody", at) }); err != nil {
			t.Fatal(err)
		}
		for i, n := range nodes {
			for deadline := time.Now().Add(10 * time.Second); n.changes.of[slotOf("nobody")].Load() == since[i]; time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("node %d hears nothing", i)
				}
			}
		}
	}
	heard()
	for _, step := range []struct {
		name string
		told []string // of whom it tells; those that nothing has changed of among them
		do   func(*Tx) error
	}{
		{"nothing", nil, func(tx *Tx) error { return tx.Watermark() }},
		{"a post", nil, func(tx *Tx) error {
			return tx.AddPost(Post{ID: "r", Author: Author{ID: "a"}, SubmoltID: "s", Created: at})
		}},
		{"a comment", []string{"p", "b"}, func(tx *Tx) error { c := comment; c.ID = "d"; return tx.AddComment(c) }},
		{"a deleted comment", []string{"p"}, func(tx *Tx) error { c := comment; c.Hidden = Deleted; return tx.SetCommentHidden(c) }},
		{"votes", []string{"p"}, func(tx *Tx) error { return tx.SetPostVotes(Post{ID: "p", Upvotes: 3}) }},
		{"votes of a comment", nil, func(tx *Tx) error { return tx.SetCommentVotes(Comment{ID: "c", Upvotes: 3}) }},
		{"a vote", nil, func(tx *Tx) error { return tx.SetVote("b", "p", Vote{Value: 1, Counted: true}) }},
		{"a vote taken back", nil, func(tx *Tx) error { return tx.SetVote("b", "p", Vote{}) }},
		{"karma", []string{"a"}, func(tx *Tx) error { return tx.AddKarma("a", 5) }},
		{"activity", []string{"a"}, func(tx *Tx) error { return tx.Touch("a", at.Add(time.Hour)) }},
		{"a notification", nil, func(tx *Tx) error {
			return tx.Notify(Notification{AgentID: "a", Kind: PostComment, ActorID: "b", PostID: "p", CommentID: "c", Created: at})
		}},
		{"an account", nil, func(tx *Tx) error { return tx.AddAgent(NewAgent{ID: "n", Name: "new", Created: at}) }},
		{"a key", nil, func(tx *Tx) error { return tx.AddKey(Key{ID: "k", AgentID: "a", Hash: []byte("k"), Created: at}) }},
		{"a description", []string{"a"}, func(tx *Tx) error { return tx.SetAgent(Agent{ID: "a", Description: "I am a"}, at) }},
		{"a claim", []string{"a"}, func(tx *Tx) error { return tx.Claim("a", "owner", at) }},
		{"a release", all, func(tx *Tx) error { return tx.Release("a", at) }},
		{"a picture", []string{"a"}, func(tx *Tx) error { return tx.SetAvatar("a", "v1") }},
		{"following", []string{"a", "b"}, func(tx *Tx) error { return tx.AddFollow("a", "b", true, at) }},
		{"following no more", []string{"a", "b"}, func(tx *Tx) error { return tx.DropFollow("a", "b") }},
		{"following that others do not see", []string{"a"}, func(tx *Tx) error { return tx.AddFollow("a", "b", false, at) }},
		{"that no more", []string{"a"}, func(tx *Tx) error { return tx.DropFollow("a", "b") }},
		{"a subscription", nil, func(tx *Tx) error { return tx.AddSubscription("a", "s", true, at) }},
		{"a submolt", nil, func(tx *Tx) error { return tx.AddSubmolt(Submolt{ID: "m", Name: "m", Created: at}) }},
		{"a submolt's title", []string{"s"}, func(tx *Tx) error { return tx.SetSubmolt(Submolt{ID: "s", DisplayName: "The S"}) }},
		{"a pin", []string{"p"}, func(tx *Tx) error { return tx.SetPinned("p", at) }},
		{"a moderator", nil, func(tx *Tx) error { return tx.SetModerator("s", "b", "moderator", at) }},
		{"a report", nil, func(tx *Tx) error {
			_, err := tx.AddReport(Report{ID: "x", Kind: "post", TargetID: "p", ReporterID: "b", Created: at})
			return err
		}},
		{"a sanction", []string{"a"}, func(tx *Tx) error { return tx.SetSanction("a", Sanction{Kind: "shadowban", Since: at}) }},
		{"what it hides", all, func(tx *Tx) error { return tx.HideAgent("b", true) }},
		{"what it shows", all, func(tx *Tx) error { return tx.HideAgent("b", false) }},
		{"a hidden post", []string{"p"}, hide(Removed)},
		{"one shown again", []string{"p"}, hide(0)},
		{"an erasure", all, func(tx *Tx) error { return tx.ErasePost("p", "a") }},
		{"what the limiter counted", nil, func(tx *Tx) error { return tx.PutRateWindow(RateWindow{Key: "k", Began: at}) }},
	} {
		before, told := show(), map[string]bool{}
		since := make([]map[string]uint64, len(nodes))
		for _, id := range step.told {
			told[id] = true
		}
		for i, n := range nodes {
			since[i] = map[string]uint64{}
			for _, id := range all {
				since[i][id] = n.Changed(id)
			}
		}
		if err := s.Update(t.Context(), step.do); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		after := show()
		if late, err := s.BarePosts(t.Context(), []Place{{N: 1}, {N: 2}}); err != nil || (len(late) == 2) != (after["p"] != "" && after["q"] != "") {
			t.Errorf("%s: at the two places there are %+v, %v", step.name, late, err)
		}
		heard()
		for i, n := range nodes {
			for _, id := range all {
				number, _ := n.Generation()
				switch is := n.Changed(id); {
				case is > since[i][id] != told[id]:
					t.Errorf("%s: node %d is told of %s: %v, want %v", step.name, i, id, !told[id], told[id])
				case after[id] != "" && before[id] != after[id] && is <= since[i][id]:
					t.Errorf("%s: node %d is not told that %s is %s now", step.name, i, id, after[id])
				case is > number:
					t.Errorf("%s: node %d is at %d, and %s changed at %d", step.name, i, number, id, is)
				}
			}
		}
	}
}

// Who keeps what it read is told of an erasure before whoever erased is: what it read before that must go.
func TestWhoKeepsWhatItReadIsToldOfErasures(t *testing.T) {
	place := somewhere(t)
	s := open(t, place, nil)
	nodes, forgotten := []*Store{s}, []chan uint64{make(chan uint64, 10)}
	if onPostgres {
		nodes, forgotten = append(nodes, open(t, place, nil)), append(forgotten, make(chan uint64, 10))
	}
	for i, n := range nodes {
		n.OnErasure(func(generation uint64) { forgotten[i] <- generation })
	}
	at := time.Now().UTC()
	add := func(tx *Tx) error {
		if err := tx.AddAgent(NewAgent{ID: "a", Name: "ann", Created: at}); err != nil {
			return err
		}
		if err := tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at}); err != nil {
			return err
		}
		return tx.AddPost(Post{ID: "p", Author: Author{ID: "a"}, SubmoltID: "s", Created: at})
	}
	for _, do := range []func(*Tx) error{add, func(tx *Tx) error { return tx.ErasePost("p", "a") }} {
		if err := s.Update(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	if len(forgotten[0]) != 1 {
		t.Fatalf("told of %d erasures, want one", len(forgotten[0]))
	}
	for i, n := range nodes {
		number, _ := n.Generation()
		select {
		case generation := <-forgotten[i]:
			if now, _ := n.Generation(); generation < number || generation > now {
				t.Errorf("node %d is told of generation %d at %d", i, generation, now)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("node %d was not told", i)
		}
	}
}

// What a commit changed survives being told, is never too long for that, and what cannot be read is anything.
func TestWhatIsToldIsWhatIsHeard(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var c changes
		ids := rapid.SliceOfN(rapid.String(), 0, 2*maxTold).Draw(rt, "ids")
		c.note(change(rapid.IntRange(int(nothing), int(erasure)).Draw(rt, "what")), ids)
		c.all = rapid.Bool().Draw(rt, "all")
		text := c.String()
		if len(text) >= 8000 {
			rt.Fatalf("%d bytes are too many to tell", len(text))
		}
		heard := readChanges(text)
		if heard.what != c.what || c.all && !heard.all {
			rt.Fatalf("%s was heard as %+v", text, heard)
		}
		for slot := range c.slots {
			if _, is := heard.slots[slot]; !is && !heard.all {
				rt.Fatalf("slot %x was not heard of", slot)
			}
		}
		if !heard.all && len(heard.slots) != len(c.slots) {
			rt.Fatalf("%d slots were told and %d heard", len(c.slots), len(heard.slots))
		}
	})
	for _, n := range []int{maxTold, maxTold + 1, 3 * maxTold} { // of the longest there are
		var c changes
		c.slots = map[uint16]struct{}{}
		for slot := range n {
			c.slots[uint16(slots-1-slot)] = struct{}{}
		}
		if text := c.String(); len(text) >= 8000 || readChanges(text).all != (n > maxTold) {
			t.Errorf("%d slots take %d bytes", n, len(text))
		}
	}
	for _, text := range []string{"what", "changed 1,x", "counted 10000", "erased -"} {
		if !readChanges(text).all {
			t.Errorf("%q is not taken for a change of everything", text)
		}
	}
}
