package event

// MaxListed is how many agents and items one message lists; more go into further parts.
const MaxListed = 1000

// Severities of a flag, rising.
const (
	SeverityLow      = "low"
	SeverityMedium   = "medium"
	SeverityHigh     = "high"
	SeverityCritical = "critical"
)

// Flag says that a detector saw something. Topic moderation.flags. The id stays while
// the episode grows: each growth is a revision that lists what is new, totals are of all.
type Flag struct {
	V           int      `json:"v"`
	ID          string   `json:"id"`
	Revision    int      `json:"revision"`
	Part        int      `json:"part"`
	Parts       int      `json:"parts"`
	Detector    string   `json:"detector"`
	Version     string   `json:"version"`
	Kind        string   `json:"kind"`
	Severity    string   `json:"severity"`
	Confidence  float64  `json:"confidence"` // 0..1
	Calibrated  bool     `json:"calibrated"` // measured against outcomes, not only a model's word
	Time        Time     `json:"time"`       // the tick that raised it
	Window      Window   `json:"window"`
	Cluster     string   `json:"cluster,omitempty"`
	Agents      []string `json:"agents"`
	AgentsTotal int      `json:"agents_total"`
	Items       []string `json:"items"`
	ItemsTotal  int      `json:"items_total"`
	Evidence    Evidence `json:"evidence"`
	Traceparent string   `json:"traceparent,omitempty"`
}

// Window is the stretch of event time in which the flagged behaviour lies.
type Window struct {
	Start Time `json:"start"`
	End   Time `json:"end"`
}

// Evidence is why a flag was raised, for a person who must trust it. It quotes nothing that an agent wrote:
// flags are kept for ever, words may have to be erased. Samples say where they stand.
type Evidence struct {
	Summary  string             `json:"summary"`
	Features map[string]float64 `json:"features,omitempty"`
	Samples  []string           `json:"samples,omitempty"` // ids of actions, most telling first
	Query    string             `json:"query,omitempty"`   // SQL that shows the same again
}
