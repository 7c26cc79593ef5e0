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
		readers, err := f.readers(ctx, w, s)
		if err != nil {
			return found, err
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

// readers counts the carriers of a text that are known to have read it before they repeated it the first time. Each is
// asked about once, all that are new together.
func (f *forum) readers(ctx context.Context, w *warehouse.Warehouse, s *spread) (count int, err error) {
	var deeds []exposure.Deed
	for _, host := range s.authors[1+len(s.readers):] {
		deeds = append(deeds, exposure.Deed{Agent: host, Seen: f.rows[s.first[host]].seen})
	}
	if len(deeds) > 0 {
		places := make([]exposure.Place, len(s.rows))
		for i, at := range s.rows {
			places[i] = exposure.Place{Item: f.rows[at].thread, Since: f.rows[at].seen}
		}
		readers, err := exposure.Readers(ctx, w, deeds, places)
		if err != nil {
			return 0, err
		}
		s.readers = append(s.readers, readers...)
	}
	for _, is := range s.readers {
		if is {
			count++
		}
	}
	return count, nil
}
