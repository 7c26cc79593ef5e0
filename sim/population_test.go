package sim_test

import (
	"math"
	"slices"
	"testing"

	"github.com/moltwatch/moltwatch/internal/event"
)

// What a population does has the shape of a real forum's first days (docs/simulation.md).
func TestAPopulationHasTheShapeOfARealOne(t *testing.T) {
	t.Parallel()
	s := load(t, "quiet-forum")
	s.Population.Agents, s.Length = 2000, 36*3600e9
	acts, thread := map[string]int{}, map[string]int{}
	posts, comments, replies, inGeneral := 0, 0, 0, 0
	if _, err := generate(t, s, 5, func(a event.Action) {
		switch a.Kind {
		case event.PostCreated:
			posts++
			thread[a.ID] += 0
		case event.CommentCreated:
			comments++
			thread[a.PostID]++
			if a.ParentID != "" {
				replies++
			}
		default:
			return
		}
		acts[a.Agent.ID]++
		if a.Submolt == "general" {
			inGeneral++
		}
	}); err != nil {
		t.Fatal(err)
	}
	var logs []float64
	for _, n := range acts {
		logs = append(logs, math.Log(float64(n)))
	}
	sizes := []int{}
	for _, n := range thread {
		sizes = append(sizes, n)
	}
	slices.Sort(sizes)
	for _, m := range []struct {
		what            string
		is, least, most float64
	}{
		{"standard deviation of the logarithm of items an agent writes (real: 1.40)", deviation(logs), 1.0, 1.7},
		{"comments to a post (real: 9, of a crawl that lacks many)", float64(comments) / float64(posts), 3, 10},
		{"share of comments that answer a comment (real: 0.07)", float64(replies) / float64(comments), 0.03, 0.1},
		{"share of items in the largest submolt (real: 0.64)", float64(inGeneral) / float64(posts+comments), 0.5, 0.8},
		{"99th percentile of a thread's comments to the median (real: 7)", float64(sizes[len(sizes)*99/100]) / math.Max(1, float64(sizes[len(sizes)/2])), 4, 40},
	} {
		t.Logf("%s: %.2f", m.what, m.is)
		if m.is < m.least || m.is > m.most {
			t.Errorf("%s is %.2f, want %.2f to %.2f", m.what, m.is, m.least, m.most)
		}
	}
}

func deviation(x []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, v := range x {
		sum, squares = sum+v, squares+v*v
	}
	n := float64(len(x))
	return math.Sqrt(squares/n - sum/n*sum/n)
}
