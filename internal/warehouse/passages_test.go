package warehouse_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/neardup"
	"github.com/moltwatch/moltwatch/internal/text"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// store stores a text a second as posts of the agents named, and its features.
func store(t *testing.T, w *warehouse.Warehouse, texts []string, agents []string) {
	t.Helper()
	b, worker := &warehouse.Texts{}, textfeatures.New(textfeatures.Sketches(), textfeatures.Links(), textfeatures.Secrets()).NewWorker()
	var f textfeatures.Features
	for i, words := range texts {
		if err := worker.Extract(words, &f); err != nil {
			t.Fatal(err)
		}
		at := began.Add(time.Duration(i) * time.Second)
		b.AppendAction(&event.Action{ID: fmt.Sprintf("text-%04d", i), Kind: event.PostCreated, Time: event.At(at), Agent: event.Agent{ID: agents[i]}},
			warehouse.Place{Offset: int64(i), BrokerTime: at, Seen: at})
		b.AppendFeatures(&f)
	}
	if _, err := b.Insert(t.Context(), w, "texts"); err != nil {
		t.Fatal(err)
	}
}

// say draws words that share no run of letters with others but by chance.
func say(r *rand.Rand, words int) string {
	out := make([]string, words)
	for i := range out {
		out[i] = fmt.Sprintf("%c%cr%d", 'a'+r.IntN(26), 'a'+r.IntN(26), r.IntN(100_000))
	}
	return strings.Join(out, " ")
}

// What ClickHouse leaves out says nothing: clusters of what it gives are those of all texts.
func TestClustersOfSharedTextsAreThoseOfAll(t *testing.T) {
	w := open(t)
	r := rand.New(rand.NewPCG(3, 1))
	core, params := say(r, 30), neardup.DefaultParams()
	var texts, agents []string
	for i := range 300 {
		words := say(r, 10+r.IntN(40))
		if i%25 == 3 {
			words = say(r, 12) + " " + core + " " + say(r, 9)
		}
		texts, agents = append(texts, words), append(agents, fmt.Sprint("agent-", i%40))
	}
	store(t, w, texts, agents)
	pieces, winnower := make([][]uint32, len(texts)), &neardup.Winnower{}
	for i, words := range texts {
		pieces[i] = winnower.Pieces(text.Normalize(words), params, nil)
	}
	end := began.Add(time.Hour)
	shared, err := w.SharedTexts(t.Context(), warehouse.Sharing{Since: began, From: began, To: end, Texts: params.Texts, Agents: 3})
	if err != nil {
		t.Fatal(err)
	}
	var few [][]uint32
	for _, s := range shared {
		few = append(few, s.Pieces)
	}
	want, got := map[string]uint32{}, map[string]uint32{}
	for i, passage := range neardup.Passages(pieces, params) {
		if passage != 0 {
			want[fmt.Sprintf("text-%04d", i)] = passage
		}
	}
	for i, passage := range neardup.Passages(few, params) {
		if passage != 0 {
			got[shared[i].ActionID] = passage
		}
	}
	if len(want) != 12 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("of what is shared: %v\nof all: %v", got, want)
	}
	for name, c := range map[string]warehouse.Sharing{
		"nothing new":     {Since: began, From: end, To: end.Add(time.Second), Texts: 4, Agents: 3},
		"too few authors": {Since: began, From: began, To: end, Texts: 4, Agents: 41},
		"too few in time": {Since: began.Add(270 * time.Second), From: began, To: end, Texts: 4, Agents: 1},
	} {
		if shared, err := w.SharedTexts(t.Context(), c); err != nil || len(shared) != 0 {
			t.Errorf("%s: %d texts, %v", name, len(shared), err)
		}
	}
}

// kept counts the rows of text_bands that differ, and gives a number that changes with them.
func kept(t *testing.T, w *warehouse.Warehouse) (n, sum uint64) {
	t.Helper()
	if err := w.Conn().QueryRow(t.Context(), "SELECT count(), sum(cityHash64(*)) FROM (SELECT DISTINCT * FROM text_bands)").Scan(&n, &sum); err != nil {
		t.Fatal(err)
	}
	return n, sum
}

func exec(t *testing.T, w *warehouse.Warehouse, statement string) {
	t.Helper()
	if err := w.Conn().Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

const linked = " https://reef.example https://tide.example 0x52908400098527886E0F7030069857D2E4169EE7"

func TestBandsThatAreMissingAreSaidAgain(t *testing.T) {
	w := open(t)
	r := rand.New(rand.NewPCG(4, 4))
	store(t, w, []string{say(r, 20), say(r, 20) + linked, "https://a.io"}, []string{"a", "b", "c"})
	const ofOne = textfeatures.Bands + 3
	all, sum := kept(t, w)
	if all != textfeatures.Bands+ofOne+1 {
		t.Fatalf("%d bands and names", all)
	}
	exec(t, w, "DELETE FROM text_bands WHERE kafka_offset = 1")
	if n, err := w.RepairBands(t.Context(), 0, 0, 3); err != nil || n != ofOne {
		t.Errorf("%d were missing, %v", n, err)
	}
	if n, err := w.RepairBands(t.Context(), 0, 0, 3); err != nil || n != 0 {
		t.Errorf("%d are missing again, %v", n, err)
	}
	if again, same := kept(t, w); again != all || same != sum {
		t.Errorf("there are %d, and were %d: as many differ", again, all)
	}
	if err := w.EraseTexts(t.Context(), []string{"text-0001", "text-0002"}); err != nil {
		t.Fatal(err)
	}
	if left, _ := kept(t, w); left != textfeatures.Bands {
		t.Errorf("after two were erased there are %d", left)
	}
}

// Names came later than bands: a database that had none has those of the last two days after an upgrade.
func TestAnUpgradeSaysTheNamesOfTwoDays(t *testing.T) {
	w := open(t)
	r := rand.New(rand.NewPCG(6, 6))
	texts, agents := make([]string, 3), []string{"a", "b", "c"}
	for i := range texts {
		texts[i] = say(r, 20) + linked
	}
	store(t, w, texts, agents)
	exec(t, w, "ALTER TABLE text_bands DELETE WHERE band IN (SELECT arrayJoin(bands) FROM text_features) SETTINGS mutations_sync = 1")
	all, sum := kept(t, w)
	exec(t, w, "TRUNCATE TABLE text_bands")
	exec(t, w, "DELETE FROM schema_migrations WHERE name LIKE '%0085%'")
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, same := kept(t, w); n != 9 || all != 9 || same != sum {
		t.Errorf("%d names after it and %d before, want the same 9", n, all)
	}
}

// The view of near-duplicates names an original, its copies, who wrote them and when.
func TestNearDuplicatesHaveAuthorsAndASpan(t *testing.T) {
	w := open(t)
	r := rand.New(rand.NewPCG(5, 5))
	core := say(r, 60)
	copied := func() string { return strings.Replace(core, "r", "r9", 1+r.IntN(2)) }
	store(t, w, []string{say(r, 40), core, say(r, 40), copied(), say(r, 40), copied(), core}, []string{"a", "b", "c", "d", "e", "f", "d"})
	// Texts made up of the bands of the original, said before it, hide nothing.
	exec(t, w, `INSERT INTO text_features (kafka_offset, seen, action_id, time, kind, agent_id, bands, pieces)
		SELECT 100 + number, seen - INTERVAL 100 + number SECOND, concat('decoy-', toString(number)), time, kind, 'x', bands, [toUInt32(number)]
		FROM text_features CROSS JOIN numbers(7) AS n WHERE action_id = 'text-0001'`)
	var original, author string
	var began, ended time.Time
	var texts uint64
	var agents, copies []string
	rows, err := w.Conn().Query(t.Context(), "SELECT * FROM near_duplicates(from = '2026-02-03 00:00:00', to = '2026-02-04 00:00:00', alike = 0.5)")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(&original, &author, &began, &ended, &texts, &agents, &copies); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil || n != 1 {
		t.Fatalf("%d clusters, %v", n, err)
	}
	if original != "text-0001" || author != "b" || texts != 4 || fmt.Sprint(agents) != "[d f]" || len(copies) != 3 || ended.Sub(began) != 5*time.Second {
		t.Errorf("%s by %s: %d texts by %v, %v, over %s", original, author, texts, agents, copies, ended.Sub(began))
	}
}
