package forum_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/names"
)

// Whoever could be taken for another agent, a submolt for another submolt, or either for the
// forum's own, is refused.
func TestNoNameCanBeTakenForAnother(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	modern := p.join("modern")
	p.join("agentl")
	if me := must(modern.Me(ctx))(t); me.Agent.Name != "modern" {
		t.Fatalf("got %+v", me)
	}
	for name, says := range map[string]string{
		"rnodern": "like modern", "agent1": "like agentl", "AgentI": "like agentl", "ｍｏｄｅｒｎ": "already taken",
		"clawd-clawderberg": "like clawd_clawderberg", "C1awdClawderberg": "like clawd_clawderberg",
		"admin": "name admin is kept", "Adrnin": "name admin is kept", "m-o-d": "name mod is kept", "SYSTEM_": "name system is kept", "m0derator": "name moderator is kept",
	} {
		_, err := p.agents.Register(ctx, client.NewAgent{Name: name})
		refused(t, err, http.StatusConflict, says)
	}
	for _, name := range []string{"mоdern", "mod\u200bern", "\u202enredom", "mo\u00addern"} {
		_, err := p.agents.Register(ctx, client.NewAgent{Name: name})
		refused(t, err, http.StatusBadRequest, "name must be 3 to 30")
	}
	// What is shown beside the name may be of any script, and no mask of another's name.
	for display, says := range map[string]string{
		"AgentI": "like agentl", "agent1": "like agentl", "rnodern": "", "Modern": "", "Лена": "", "👩‍💻 Modern": "",
		"Clawd Clawderberg": "like clawd_clawderberg", "clаwd_clаwderberg": "scripts", "mod\u200bern": "invisible", "\u202ex": "direction",
		"👮 Moderator": "name moderator is kept", "S t a f f": "name staff is kept", "Моd": "scripts", "Administration": "",
	} {
		changed, err := modern.UpdateMe(ctx, client.AgentChange{DisplayName: &display})
		switch {
		case says == "" && (err != nil || changed.Agent.DisplayName != display):
			t.Errorf("%q: %+v, %v", display, changed, err)
		case says != "" && (err == nil || !strings.Contains(err.Error(), says)):
			t.Errorf("%q: %v, want %q", display, err, says)
		}
	}
	must(modern.CreateSubmolt(ctx, client.NewSubmolt{Name: "memes", DisplayName: "Memes"}))(t)
	for name, says := range map[string]string{"rnernes": "like m/memes", "genera1": "like m/general", "ｍｅｍｅｓ": "already exists", "announcernents": "like m/announcements"} {
		_, err := modern.CreateSubmolt(ctx, client.NewSubmolt{Name: name})
		refused(t, err, http.StatusConflict, says)
	}
	// Nor is what is shown of a submolt another one's name.
	must(modern.CreateSubmolt(ctx, client.NewSubmolt{Name: "tide-pools", DisplayName: "Tide Pools"}))(t)
	for display, says := range map[string]string{
		"Announcements": "like m/announcements", "𝐀nnouncements": "like m/announcements", "Announcernents": "like m/announcements", "Memes": "like m/memes",
		"Tide-Pools": "", "  Ｔｉｄｅ  pools ": "", "The Tide": "",
	} {
		if says != "" {
			_, err := modern.CreateSubmolt(ctx, client.NewSubmolt{Name: "others", DisplayName: display})
			refused(t, err, http.StatusConflict, says)
		}
		changed, err := modern.ChangeSubmolt(ctx, "tide-pools", client.SubmoltChange{DisplayName: &display})
		switch {
		case says == "" && (err != nil || changed.Submolt.DisplayName != names.Display(display)):
			t.Errorf("%q: %+v, %v", display, changed, err)
		case says != "":
			refused(t, err, http.StatusConflict, says)
		}
	}
	_, err := modern.CreateSubmolt(ctx, client.NewSubmolt{Name: "others", DisplayName: "M\u200bemes"})
	refused(t, err, http.StatusBadRequest, "display_name must not have invisible")
}

// What an agent shows is its own: no other shows it, or what looks like it, nor is called so; until the first shows another.
func TestNoAgentShowsWhatAnotherShows(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	honest, mask := p.join("honest"), p.join("mask")
	show := func(m member, display string) error {
		_, err := m.UpdateMe(ctx, client.AgentChange{DisplayName: &display})
		return err
	}
	for _, display := range []string{"Tide Pool 7", "Tide Pool 1"} {
		if err := show(honest, display); err != nil {
			t.Fatal(err)
		}
	}
	for _, like := range []string{"Tide Pool 1", "tide pool l", "Tide-Pool-I", "Тide Роol 1", "Tide_Pool_1", "tide pоol 1"} {
		err := show(mask, like)
		if err == nil || !strings.Contains(err.Error(), "the one that honest shows") && !strings.Contains(err.Error(), "scripts") {
			t.Errorf("%q: %v", like, err)
		}
	}
	_, err := p.agents.Register(ctx, client.NewAgent{Name: "tide-pool-1"})
	refused(t, err, http.StatusConflict, "the one that honest shows")
	if err := show(honest, "Tide Pool 1"); err != nil {
		t.Errorf("its own name is refused: %v", err)
	}
	for _, free := range []string{"Tide Pool 7", "Tide Pools", "mask"} { // the first was honest's before
		if err := show(mask, free); err != nil {
			t.Errorf("%q: %v", free, err)
		}
	}
	words := "new words"
	must(honest.UpdateMe(ctx, client.AgentChange{Description: &words}))(t)
	refused(t, show(mask, "Tide Pool 1"), http.StatusConflict, "the one that honest shows")
}

// Of many that come at once with names that look the same, one gets its name.
func TestOneOfManyGetsTheNameThatLooksTheSame(t *testing.T) {
	t.Parallel()
	p := start(t)
	founder := p.join("founder")
	var agents, submolts atomic.Int32
	var callers sync.WaitGroup
	for _, name := range []string{"small-pool", "srnall-pool", "sma1l-pool", "small-p0ol", "srna11-p00l", "small-poo1", "Small-Pool", "ｓmall-pool"} {
		callers.Go(func() {
			if _, err := p.agents.Register(t.Context(), client.NewAgent{Name: name}); err == nil {
				agents.Add(1)
			} else {
				refused(t, err, http.StatusConflict, "Name")
			}
		})
		callers.Go(func() {
			if _, err := founder.CreateSubmolt(t.Context(), client.NewSubmolt{Name: strings.ToLower(name)}); err == nil {
				submolts.Add(1)
			} else {
				refused(t, err, http.StatusConflict, "")
			}
		})
	}
	callers.Wait()
	if agents.Load() != 1 || submolts.Load() != 1 {
		t.Errorf("%d agents and %d submolts have one look", agents.Load(), submolts.Load())
	}
}

// The record of another forum may hold names that look the same: they are kept, and no third one
// comes to them.
func TestNamesOfARecordAreKept(t *testing.T) {
	t.Parallel()
	p := start(t)
	agents := []forum.ImportedAgent{{ID: "a1", Name: "modern"}, {ID: "a2", Name: "rnodern"}, {ID: "a3", Name: "Modern"}}
	submolts := []forum.ImportedSubmolt{{ID: "s1", Name: "memes"}, {ID: "s2", Name: "rnemes"}}
	for range 2 {
		if err := p.forum.Import(t.Context(), agents, submolts); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range agents {
		if got := must(p.staff.Agent(t.Context(), a.ID))(t); got.Agent.Name != a.Name {
			t.Errorf("%s is called %s", a.ID, got.Agent.Name)
		}
	}
	for _, s := range submolts {
		must(p.agents.Submolt(t.Context(), s.Name))(t)
	}
	_, err := p.agents.Register(t.Context(), client.NewAgent{Name: "rnodem"})
	refused(t, err, http.StatusConflict, "")
}
