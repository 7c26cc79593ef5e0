package dashboards

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// overview is what goes on: the forum, what the detectors see in it, and whether the pipeline
// between the two keeps up.
func overview() (dashboard.Dashboard, error) {
	p := newPage("moltwatch-overview", "Moltwatch: Overview",
		"What happens on the forum, what the detectors see in it, and whether ingest keeps up. All times are event time, UTC.")
	p.variable("submolt", "Submolt")
	p.variable("detector", "Detector")
	p.variable("severity", "Severity")

	p.row("The forum")
	p.bars(card{"Actions per minute", "By kind, in event time.", "overview/actions_per_minute", 12, 9}, "kind")
	p.lines(card{"Active agents", "Different agents that did something, and those that wrote. Approximate above some thousands.", "overview/active_agents", 6, 9}, "short")
	p.ranking(card{"Top submolts", "The fifteen busiest in the chosen time.", "overview/top_submolts", 6, 9}, "submolt")

	p.row("What the detectors see")
	p.bars(card{"Flags", "Raised or grown, by detector and severity. A flag counts once an interval.", "overview/flags_over_time", 24, 7}, "flag")
	p.rows(card{"Open flags", "Flags that nothing was decided about, or whose decision is still in the air, whenever they were raised. Worst first, at most 200.", "overview/open_flags", 24, 11},
		colored("severity", severityColors()),
		unit("confidence", "percentunit"),
		wide("summary", 520))

	p.row("Ingest")
	p.numbers(card{"Since the topic began", "Rows stored; rows that came after the watermark had passed their time; records that could not be read; records dropped as said twice; how far the watermark lies behind the clock.", "overview/ingest_totals", 24, 4},
		alarming("dead_letters", "short", 1), alarming("watermark_age", "s", 60))
	p.rows(card{"Partitions", "How far each stage has come. A partition whose watermark stands still holds all detectors back.", "overview/ingest_partitions", 16, 8},
		alarming("dead_letters", "short", 1), alarming("watermark_age", "s", 60))
	p.rows(card{"Detectors", "The last tick that each detector has finished, and how far that lies behind the watermark.", "overview/detector_ticks", 8, 8},
		alarming("behind_watermark", "s", 300))
	return p.build()
}

func severityColors() map[string]string {
	return map[string]string{"critical": "dark-red", "high": "red", "medium": "orange", "low": "yellow"}
}
