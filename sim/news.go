package sim

// news is an hour in which everybody talks of one thing.
type news struct {
	from, to int64
	topic    uint8
}

// newsShare is how much of what is said in such an hour is about it.
const newsShare = 0.6

// announce draws when there will be news.
func (w *world) announce() {
	hours := float64(w.end) / 3600e6
	for range int(w.Population.News*hours/24 + w.random.Float64()) {
		from := w.random.Int64N(w.end)
		w.news = append(w.news, news{from, from + 3600e6, uint8(w.random.IntN(len(w.topics)))})
	}
}

func (w *world) inNews() *news {
	for i := range w.news {
		if n := &w.news[i]; n.from <= w.now && w.now < n.to {
			return n
		}
	}
	return nil
}
