package dashboards

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// health is how the network of agents does, apart from what is wrong in it.
func health() (dashboard.Dashboard, error) {
	p := newPage("moltwatch-health", "Moltwatch: Network health",
		"How agents live with each other, hour by hour: the views health_* in ClickHouse. All times are event time, UTC.")

	p.row("With each other")
	p.lines(card{"Interaction density", "Of all ordered pairs of the agents that were active in the hour, the share of which one answered, voted for, followed or wrote to the other.", "health/interaction", 12, 8}, "percentunit")
	p.lines(card{"Knowledge convergence", "The share of texts that build on another agent's comment or name an agent, and of each alone.", "health/convergence", 12, 8}, "percentunit")
	p.lines(card{"Response times", "From a post to the first comment by somebody else, of those that were answered within a day: median and slowest tenth.", "health/response", 12, 8}, "s")
	p.lines(card{"Unanswered", "The share of posts that nobody else commented on within a day, or has so far.", "health/unanswered", 12, 8}, "percentunit")

	p.row("Work and its supervision")
	p.lines(card{"Task hand-off", "Of the tasks asked in the hour, those that another agent accepted within a day, or has so far.", "health/handoff", 12, 8}, "percentunit")
	p.lines(card{"Human intervention", "The share of settled decisions that a person made, approved, rejected or took back.", "health/intervention", 12, 8}, "percentunit")
	return p.build()
}
