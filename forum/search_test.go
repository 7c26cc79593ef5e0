package forum_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/embedding/remote"
	"github.com/moltwatch/moltwatch/internal/embedding/remote/remotetest"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// everything is a warehouse that finds what it was told of, the nearest first, whatever is asked:
// what may be shown is for the forum to say.
type everything struct {
	mu     sync.Mutex
	texts  []warehouse.Neighbour
	agents []warehouse.NearestAgent
	models []string // of what was asked
	err    error
}

func (e *everything) Nearest(_ context.Context, m *warehouse.Meaning, kinds []event.Kind, _ time.Time, k int) (found []warehouse.Neighbour, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.models = append(e.models, m.Model)
	for _, n := range e.texts {
		for _, kind := range kinds {
			if n.Kind == kind && len(found) < k {
				found = append(found, n)
			}
		}
	}
	return found, e.err
}

func (e *everything) NearestAgents(_ context.Context, _ *warehouse.Meaning, _ string, _ time.Time, k int) ([]warehouse.NearestAgent, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.agents[:min(k, len(e.agents))], e.err
}

// What is searched for is embedded by the service that embeds the texts; while that is away, or has
// embedded nothing, searches go by words.
func TestSearchesGoByTheModelThatTheTextsGoBy(t *testing.T) {
	t.Parallel()
	service, found := remotetest.Serve(t, 384), &everything{}
	embedder, err := remote.New(remote.Options{URL: service.API(), Model: remotetest.Model, Key: remotetest.Key, Tries: 1})
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, func(cfg *forum.Config) { cfg.Nearest, cfg.Embedder = found, embedder })
	me := p.join("myself")
	post := p.post(me, "coral")
	search := func(by string) {
		t.Helper()
		if answer := must(me.Search(t.Context(), client.Query{Words: "coral", Type: "posts"}))(t); answer.By != by || len(answer.Results) != 1 {
			t.Errorf("%d results by %s, want one by %s", len(answer.Results), answer.By, by)
		}
	}
	search("words") // nothing has a vector
	found.mu.Lock()
	found.texts = []warehouse.Neighbour{{ActionID: post.ID, Kind: event.PostCreated, Cosine: 0.9}}
	found.mu.Unlock()
	search("meaning")
	found.mu.Lock()
	found.agents = []warehouse.NearestAgent{{AgentID: me.id, Cosine: 0.7}}
	found.mu.Unlock()
	asked := len(service.Asked())
	if answer := must(me.Search(t.Context(), client.Query{Words: "coral"}))(t); len(answer.Results) != 2 {
		t.Errorf("%d results, want a post and an agent", len(answer.Results))
	}
	if times := len(service.Asked()) - asked; times != 1 {
		t.Errorf("the service was asked %d times for one search of all kinds", times)
	}
	service.Away(true)
	search("words")
	found.mu.Lock()
	defer found.mu.Unlock()
	if got := fmt.Sprint(found.models); got != "[minilm minilm minilm]" {
		t.Errorf("asked for what is near by %s", got)
	}
	if words := service.Asked()[0].Input; len(words) != 1 || words[0] != "coral" {
		t.Errorf("the service was given %q", words)
	}
}

// Whatever the warehouse finds: what is removed, deleted, held, unverified, out of sight or
// below such a post is never shown, to nobody; but who is out of sight finds itself, as its lists show it.
func TestSearchShowsOnlyWhatIsInEverybodysSight(t *testing.T) {
	t.Parallel()
	found := &everything{}
	p := start(t, func(cfg *forum.Config) { cfg.Nearest, cfg.HoldAbove = found, 0.5 })
	me, ghost, banned := p.join("myself"), p.join("ghost"), p.join("banned")
	shown, removed, deleted, hidden := p.post(me, "coral shown"), p.post(me, "coral removed"), p.post(me, "coral deleted"), p.post(ghost, "coral hidden")
	held := must(me.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "coral", Content: attack}))(t).Post
	comment := func(post client.Post) client.Comment {
		return must(me.CreateComment(t.Context(), post.ID, client.NewComment{Content: "a coral comment"}))(t).Comment
	}
	good, below := comment(shown), comment(removed)
	must(p.staff.RemoveContent(t.Context(), "1", client.ContentRequest{Items: []client.ItemRef{{Kind: "post", ID: removed.ID}}, Reason: "x"}))(t)
	must(me.DeletePost(t.Context(), deleted.ID))(t)
	must(p.staff.Sanction(t.Context(), "2", client.SanctionRequest{Kind: client.Quarantine, Agents: []string{ghost.id}, Reason: "x"}))(t)
	must(p.staff.Sanction(t.Context(), "3", client.SanctionRequest{Kind: client.Ban, Agents: []string{banned.id}, Reason: "x"}))(t)
	found.mu.Lock()
	for i, post := range []client.Post{shown, removed, deleted, hidden, held, shown} {
		found.texts = append(found.texts, warehouse.Neighbour{ActionID: post.ID, Kind: event.PostCreated, Cosine: 0.9 - float64(i)/100})
	}
	for _, c := range []client.Comment{good, below} {
		found.texts = append(found.texts, warehouse.Neighbour{ActionID: c.ID, Kind: event.CommentCreated, Cosine: 0.5})
	}
	found.texts = append(found.texts, warehouse.Neighbour{ActionID: "of another forum", Kind: event.PostCreated, Cosine: 0.4})
	for _, m := range []member{me, ghost, banned} {
		found.agents = append(found.agents, warehouse.NearestAgent{AgentID: m.id, Cosine: 0.7})
	}
	found.mu.Unlock()
	check := func(by string) {
		t.Helper()
		for _, reader := range []member{me, ghost} {
			answer := must(reader.Search(t.Context(), client.Query{Words: "coral"}))(t)
			got := map[string]bool{}
			for _, hit := range answer.Results {
				got[hit.Type+" "+hit.ID] = true
			}
			want := []string{"post " + shown.ID, "comment " + good.ID}
			if by == "meaning" {
				want = append(want, "agent "+me.id)
			}
			if reader.id == ghost.id {
				if want = append(want, "post "+hidden.ID); by == "meaning" {
					want = append(want, "agent "+ghost.id)
				}
			}
			for _, id := range want {
				if !got[id] {
					t.Errorf("%s is not found", id)
				}
			}
			if len(got) != len(want) || len(answer.Results) != len(want) || answer.By != by {
				t.Errorf("by %s: %v, want %v", answer.By, got, want)
			}
		}
	}
	check("meaning")
	if answer := must(me.DiscoverAgents(t.Context(), client.Query{Words: "coral"}))(t); len(answer.Agents) != 1 || answer.Agents[0].Name != "myself" {
		t.Errorf("got %+v", answer.Agents)
	}
	found.mu.Lock()
	found.err = errors.New("the warehouse is away")
	found.mu.Unlock()
	check("words")
	_, err := me.Search(t.Context(), client.Query{Words: " "})
	refused(t, err, http.StatusBadRequest, "q must not be empty")
}

// However much that is out of sight is nearer: what may be shown is found, by meaning or by words.
func TestWhatIsOutOfSightBlindsNoSearch(t *testing.T) {
	t.Parallel()
	found := &everything{}
	p := start(t, func(cfg *forum.Config) { cfg.Nearest = found })
	me, ghost := p.join("myself"), p.join("ghost")
	shown, hidden := p.post(me, "coral shown"), p.post(ghost, "coral hidden")
	plain := p.post(me, "coral without a vector")
	must(p.staff.Sanction(t.Context(), "1", client.SanctionRequest{Kind: client.Quarantine, Agents: []string{ghost.id}, Reason: "x"}))(t)
	// wall sets what is nearest: so many out of sight, the last of them of this forum, then what is shown.
	wall := func(high int) {
		found.mu.Lock()
		defer found.mu.Unlock()
		found.texts, found.agents, found.models = nil, nil, nil
		for i := range high {
			found.texts = append(found.texts, warehouse.Neighbour{ActionID: fmt.Sprint("erased-", i), Kind: event.PostCreated, Cosine: 0.9})
			found.agents = append(found.agents, warehouse.NearestAgent{AgentID: fmt.Sprint("erased-", i), Cosine: 0.9})
		}
		found.texts = append(found.texts, warehouse.Neighbour{ActionID: hidden.ID, Kind: event.PostCreated, Cosine: 0.9}, warehouse.Neighbour{ActionID: shown.ID, Kind: event.PostCreated, Cosine: 0.8})
		found.agents = append(found.agents, warehouse.NearestAgent{AgentID: ghost.id, Cosine: 0.9}, warehouse.NearestAgent{AgentID: me.id, Cosine: 0.7})
	}
	check := func(by string, q client.Query, want ...string) {
		t.Helper()
		answer := must(me.Search(t.Context(), q))(t)
		var got []string
		for _, hit := range answer.Results {
			got = append(got, fmt.Sprintf("%s %.1f", hit.ID, hit.Similarity))
		}
		if answer.By != by || !slices.Equal(got, want) {
			t.Errorf("%+v by %s found %v, want %v by %s", q, answer.By, got, want, by)
		}
	}
	wall(60)
	check("meaning", client.Query{Words: "coral", Type: "posts"}, shown.ID+" 0.8", plain.ID+" 0.0")
	check("meaning", client.Query{Words: "coral", Type: "posts", Limit: 1}, shown.ID+" 0.8")
	check("meaning", client.Query{Words: "coral"}, shown.ID+" 0.8", me.id+" 0.7", plain.ID+" 0.0")
	check("meaning", client.Query{Words: "coral", Type: "agents"}, me.id+" 0.7")
	if answer := must(me.DiscoverAgents(t.Context(), client.Query{Words: "coral"}))(t); len(answer.Agents) != 1 || answer.Agents[0].Name != "myself" {
		t.Errorf("discovered %+v", answer.Agents)
	}
	// An agent in sight fills the page: the nearer post behind the wall comes first all the same.
	found.mu.Lock()
	found.agents = found.agents[len(found.agents)-1:]
	found.mu.Unlock()
	check("meaning", client.Query{Words: "coral", Limit: 1}, shown.ID+" 0.8")
	// What is asked for has an end; then it goes by words.
	wall(5000)
	check("words", client.Query{Words: "coral", Type: "posts"}, plain.ID+" 1.0", shown.ID+" 1.0")
	if times := len(found.models); times > 6 {
		t.Errorf("one search asked %d times", times)
	}
}

// The case of a letter is no matter, in whatever script; and submolts are found too.
func TestSearchByWordsKnowsTheLettersOfAllScripts(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("myself")
	ctx := t.Context()
	post := p.post(me, "ÄPFEL und Привет, МИР")
	must(me.CreateComment(ctx, post.ID, client.NewComment{Content: "Grüße aus ΑΘΗΝΑ"}))(t)
	about := "Ich mag ÉCLAIRS"
	must(me.UpdateMe(ctx, client.AgentChange{Description: &about}))(t)
	must(me.CreateSubmolt(ctx, client.NewSubmolt{Name: "baking", DisplayName: "Баня", Description: "Vom BÄCKER"}))(t)
	for words, want := range map[string]string{
		"äpfel": "post", "ÄPFEL": "post", "Äpfel": "post", "привет": "post", "ПРИВЕТ": "post", "Мир": "post",
		"grÜße": "comment", "αθηνα": "comment", "éclairs": "agent", "Éclair": "agent", "applications": "", "_pfel": "", "%": "",
	} {
		got := ""
		for _, hit := range must(me.Search(ctx, client.Query{Words: words}))(t).Results {
			got += hit.Type
		}
		if got != want {
			t.Errorf("%s finds %q, want %q", words, got, want)
		}
	}
	for _, words := range []string{"bakinG", "БАНЯ", "bäcker"} {
		if list := must(me.Search(ctx, client.Query{Words: words}))(t).Submolts; len(list) != 1 || list[0].Name != "baking" {
			t.Errorf("%s finds the submolts %+v", words, list)
		}
		if list := must(me.Search(ctx, client.Query{Words: words, Type: "posts"}))(t).Submolts; len(list) != 0 {
			t.Errorf("who searches for posts finds %+v", list)
		}
	}
}

// What arrives between two pages of a search is on none of them, and shifts nothing.
func TestASearchGoesOnWhileOthersWrite(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("myself")
	want := map[string]bool{}
	for range 7 {
		want[p.post(me, "tide").ID] = true
	}
	q := client.Query{Words: "tide", Limit: 3}
	for {
		answer := must(me.Search(t.Context(), q))(t)
		for _, hit := range answer.Results {
			if !want[hit.ID] {
				t.Errorf("%s is new, or was there before", hit.ID)
			}
			delete(want, hit.ID)
		}
		if !answer.HasMore {
			break
		}
		q.Cursor = *answer.NextCursor
		for range 2 {
			p.post(me, "tide again")
		}
		must(me.CreateComment(t.Context(), answer.Results[0].ID, client.NewComment{Content: "tide"}))(t)
	}
	if len(want) != 0 {
		t.Errorf("%v were skipped", want)
	}
}

func TestSearchByWordsGoesOnByCursor(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("myself")
	for i := range 7 {
		p.post(me, fmt.Sprintf("100%% tide_pool %d", i))
	}
	p.post(me, "tidexpool")
	met := map[string]bool{}
	q := client.Query{Words: "100% TIDE_pool", Type: "posts", Limit: 3}
	for {
		answer := must(me.Search(t.Context(), q))(t)
		for _, hit := range answer.Results {
			met[hit.ID] = true
		}
		if !answer.HasMore {
			break
		}
		q.Cursor = *answer.NextCursor
	}
	if len(met) != 7 {
		t.Errorf("found %d, want 7", len(met))
	}
}

// Through the real warehouse: what means the same is found though it has no word in common, and
// no more once it is removed, though the warehouse still knows it.
func TestSearchFindsByMeaningInTheWarehouse(t *testing.T) {
	t.Parallel()
	if onPostgres {
		t.Skip("the warehouse knows nothing of the forum's store")
	}
	w := must(warehouse.Open(t.Context(), testparts.ClickHouse(t)))(t)
	t.Cleanup(func() { _ = w.Close() })
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := start(t, func(cfg *forum.Config) { cfg.Nearest = w })
	me := p.join("columnist")
	var posts []client.Post
	for title, content := range map[string]string{
		"Markets": "Share prices on the exchange fell sharply and investors lost money.",
		"Baking":  "Knead the dough, let it rise overnight, and put the loaf into a hot oven.",
		"Sailing": "With the wind from the west we hoisted the mainsail and left the harbour.",
	} {
		post := must(me.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: title, Content: content}))(t).Post
		posts = append(posts, post)
	}
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.PostCreated)) == len(posts) })
	extractor := must(textfeatures.Standard())(t).NewWorker()
	var rows warehouse.Texts
	for i, a := range p.rec.of(event.AgentRegistered, event.PostCreated) {
		var f textfeatures.Features
		if err := extractor.Extract(string(textfeatures.AppendText(nil, &a)), &f); err != nil {
			t.Fatal(err)
		}
		rows.AppendAction(&a, warehouse.Place{Offset: int64(i), BrokerTime: a.Time.Time, Seen: a.Time.Time})
		rows.AppendFeatures(&f)
	}
	must(rows.Insert(t.Context(), w, "texts"))(t)
	find := func() client.SearchAnswer {
		t.Helper()
		answer := must(me.Search(t.Context(), client.Query{Words: "stocks and equities dropped, traders suffered losses", Type: "posts"}))(t)
		if answer.By != "meaning" {
			t.Fatalf("it went by %s: %s", answer.By, p.log)
		}
		return answer
	}
	first := find().Results[0]
	if *first.Title != "Markets" {
		t.Errorf("the nearest is %q", *first.Title)
	}
	must(p.staff.RemoveContent(t.Context(), "1", client.ContentRequest{Items: []client.ItemRef{{Kind: "post", ID: first.ID}}, Reason: "x"}))(t)
	for _, hit := range find().Results {
		if hit.ID == first.ID {
			t.Error("what is removed is found")
		}
	}
}
