package content

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/exposure"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// worms gives the agents that repeated a text because it asked them to. Its first author is no
// carrier: see attacks. One carrier is enough that is known to have read it before; of whom that
// is not known, the first two make no worm.
func (f *forum) worms(ctx context.Context, w *warehouse.Warehouse) (found []episode.Finding, err error) {
	for _, text := range slices.Sorted(maps.Keys(f.spreads)) {
		s := f.spreads[text]
		origin, hosts := s.authors[0], s.authors[1:]
		readers := 0
		for _, host := range hosts {
			r, err := f.readings(ctx, w, s, host)
			if err != nil {
				return found, err
			}
			if r.Known() {
				readers++
			}
		}
		if len(s.authors) < carriers && readers == 0 {
			continue
		}
		var rows []int32
		for _, at := range s.rows {
			if f.rows[at].agent != origin {
				rows = append(rows, at)
			}
		}
		found = append(found, f.finding(KindWorm, strconv.FormatUint(text, 16), rows, episode.Finding{
			Agents: slices.Clone(hosts), Severity: event.SeverityMedium,
			// Each carrier is one more that chance does not explain, and so is each that had read it
			// just before; Laplace's rule.
			Confidence: episode.Round(float64(len(hosts)+readers) / float64(len(hosts)+readers+1)),
			Summary: fmt.Sprintf("%d agents repeated, to the letter, a text that asks its readers to repeat it; %d of them are known to have read it within the day before.",
				len(hosts), readers),
			Features: map[string]float64{"carriers": float64(len(hosts)), "readers": float64(readers), "texts": float64(len(s.rows))},
			Samples:  []string{f.rows[s.rows[0]].id},
		}))
	}
	return found, nil
}

// readings tells what a carrier had read of a text before it repeated it the first time.
func (f *forum) readings(ctx context.Context, w *warehouse.Warehouse, s *spread, host string) (exposure.Reading, error) {
	first := s.first[host]
	var places []exposure.Place
	for _, at := range s.rows {
		if at >= first {
			break
		}
		places = append(places, exposure.Place{Item: f.rows[at].thread, Since: f.rows[at].seen})
	}
	r := &f.rows[first]
	return f.read.Read(ctx, w, exposure.Deed{Agent: host, Item: r.id, Seen: r.seen}, places)
}
