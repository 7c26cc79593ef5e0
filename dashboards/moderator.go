package dashboards

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// moderator is what Clawd does about it: every decision with its reasons, whom it met, how long
// it took, and how much of it did not hold.
func moderator() (dashboard.Dashboard, error) {
	p := newPage("moltwatch-moderator", "Moltwatch: Moderator",
		"What the autonomous moderator decided, why, and what came of it. All times are event time, UTC. Detector and severity are those of the flags that a decision answers.")
	p.variable("detector", "Detector")
	p.variable("severity", "Severity")

	p.row("Decisions")
	p.numbers(card{"In the chosen time", "Decisions by the state they had at its end; agents under a ban, shadowban, suspension or quarantine that was carried out in it.", "moderator/totals", 24, 4},
		alarming("awaiting_approval", "short", 1), alarming("failed", "short", 1), alarming("reverted", "short", 1))
	p.bars(card{"Decisions", "By action and state. A decision counts in each state that it went through.", "moderator/decisions_over_time", 16, 9}, "decision")
	p.share(card{"By mode", "Enforced at once, waiting for a person's approval, or in shadow mode.", "moderator/modes", 8, 9})

	p.row("What Clawd did and why")
	p.rows(card{"Decisions and their reasons", "Newest first, at most 500. A click on a cell shows all of it; trace is the whole reasoning.", "moderator/what_and_why", 24, 14},
		colored("state", stateColors()),
		colored("mode", map[string]string{"enforce": "red", "needs_approval": "orange", "shadow": "blue"}),
		unit("confidence", "percentunit"),
		wide("reason", 320), wide("trace", 640))

	p.row("Whom it met, and how fast")
	p.bars(card{"Agents sanctioned", "Different agents, by the sanction that was carried out.", "moderator/sanctioned_over_time", 12, 8}, "action")
	p.lines(card{"From flag to applied decision", "Event time from the first tick that raised a flag to the decision that was applied about it.", "moderator/time_to_act_over_time", 12, 8}, "s")
	p.rows(card{"Sanctioned agents", "The last sanction of each in the chosen time, at most 500.", "moderator/sanctioned_agents", 12, 10},
		colored("state", stateColors()), wide("reason", 280))
	p.rows(card{"Time to act, by detector", "Event time: from the first of the behaviour to the flag, from the flag to the decision, from the flag to the sanction that the forum reports. Medians, and the slowest twentieth.", "moderator/time_to_act", 12, 10},
		unit("behaviour_to_flag", "s"), unit("flag_to_decision", "s"), unit("flag_to_decision_p95", "s"),
		unit("flag_to_forum", "s"), unit("flag_to_forum_p95", "s"))

	p.row("Rules")
	p.rows(card{"What each rule did, and what did not hold", "A rule whose decisions are reverted often is a rule to look at.", "moderator/rules", 24, 8},
		alarming("reverted_share", "percentunit", 0.05))
	return p.build()
}

func stateColors() map[string]string {
	return map[string]string{
		"applied": "green", "approved": "green", "proposed": "orange",
		"rejected": "text", "expired": "text", "failed": "red", "reverted": "purple",
	}
}
