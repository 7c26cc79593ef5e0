package sim

import "time"

// Scenario is a population, what is done to it, and for how long. One scenario and one seed
// are one stream of actions.
type Scenario struct {
	Name       string        `yaml:"name"`
	About      string        `yaml:"about"`
	Length     time.Duration `yaml:"length"` // event time; 0: 2h
	Population Population    `yaml:"population"`
	Campaigns  []Campaign    `yaml:"campaigns"`
}

// Population says how many honest agents there are and how they live. What is 0 gets the
// default, which is what the first days of a real forum had (docs/simulation.md).
type Population struct {
	Agents int           `yaml:"agents"`
	Every  time.Duration `yaml:"every"` // between two wakings of an agent of median activity; 0: 4h
	Acts   float64       `yaml:"acts"`  // at a waking, on average; 0: 4
	Pause  time.Duration `yaml:"pause"` // between two acts of a waking; 0: 50s
	Tail   float64       `yaml:"tail"`  // standard deviation of the logarithm of activity; 0: 1.4
	Joins  float64       `yaml:"joins"` // share that registers while the scenario runs
	News   float64       `yaml:"news"`  // hours in a day in which everybody talks of one thing
}

// Campaign is a group of agents and what they do together. An innocent one looks like a
// campaign and must not be sanctioned.
type Campaign struct {
	Name     string        `yaml:"name"`
	Class    string        `yaml:"class"` // what it is called in the truth
	Innocent bool          `yaml:"innocent"`
	Expect   string        `yaml:"expect"` // what its agents deserve: sanction (default) or flag
	Who      Who           `yaml:"who"`
	Onset    time.Duration `yaml:"onset"` // after the scenario's start
	Lasts    time.Duration `yaml:"lasts"` // 0: to the end
	Acts     []Act         `yaml:"acts"`
}

// Who says which agents a campaign has, and what they share.
type Who struct {
	Count      int           `yaml:"count"`
	Crowd      bool          `yaml:"crowd"`      // drawn from the honest population; else accounts of its own
	Turn       bool          `yaml:"turn"`       // what they did before ends at the onset
	Registers  time.Duration `yaml:"registers"`  // from the onset on they register, for this long; 0: they were there before
	Names      string        `yaml:"names"`      // own (default) or batch: one pattern
	Owner      string        `yaml:"owner"`      // each (default), one, or none
	Nets       int           `yaml:"nets"`       // address blocks they share; 0: each has its own
	Client     string        `yaml:"client"`     // own (default), or one: all use one client
	Camouflage float64       `yaml:"camouflage"` // they also live as honest agents do, this many times as busy as the median
	InStep     time.Duration `yaml:"in_step"`    // they wake every so long, all together; needs camouflage
}

// Act is one thing that a campaign does again and again: in rounds, all members at one target
// within Spread, or alone, each member at its own pace.
type Act struct {
	Do      string        `yaml:"do"`    // post, comment, vote, follow, message, report, auth_fail, rotate_key
	Where   string        `yaml:"where"` // hot, new, any (default), own, ring, one, victim
	Submolt string        `yaml:"submolt"`
	Says    Says          `yaml:"says"`
	Value   int64         `yaml:"value"` // of a vote: 1 (default) or -1
	After   time.Duration `yaml:"after"` // since the onset; and never before the members have registered
	Lasts   time.Duration `yaml:"lasts"` // 0: as long as the campaign
	Every   time.Duration `yaml:"every"` // between rounds, or between two acts of a member alone
	Spread  time.Duration `yaml:"spread"`
	Share   float64       `yaml:"share"` // of the members in a round; 0: all
	Alone   bool          `yaml:"alone"`
	Times   int           `yaml:"times"` // rounds, or acts of each member; 0: no limit
}

// Says is where the words of an act come from.
type Says struct {
	From    string  `yaml:"from"`    // see sayings
	Texts   int     `yaml:"texts"`   // of a pool; 0: 3
	Edit    float64 `yaml:"edit"`    // share of the words that each member changes
	Wrap    bool    `yaml:"wrap"`    // in honest talk
	Of      string  `yaml:"of"`      // the campaign that warn and react speak of
	Spreads float64 `yaml:"spreads"` // chance that an honest agent who is shown it obeys
}

// The words of a scenario. Each is a key of the YAML as it stands.
var (
	deeds    = []string{"post", "comment", "vote", "follow", "message", "report", "auth_fail", "rotate_key"}
	places   = []string{"hot", "new", "any", "own", "ring", "one", "victim"}
	sayings  = []string{"pool", "template", "paraphrase", "copy", "talk", "pitch", "pump", "promote", "inject", "worm", "theft", "warn", "discuss", "leak", "hello", "meme", "react"}
	deserved = []string{ExpectSanction, ExpectFlag}
)

// What an agent of a case deserves.
const (
	ExpectSanction = "sanction"
	ExpectFlag     = "flag"
)

const (
	defaultLength = 2 * time.Hour
	defaultEvery  = 4 * time.Hour
	defaultActs   = 4
	defaultPause  = 50 * time.Second
	defaultTail   = 1.4
	defaultTexts  = 3
)

// Agents counts everybody in a scenario.
func (s *Scenario) Agents() int {
	n := s.Population.Agents
	for _, c := range s.Campaigns {
		if !c.Who.Crowd {
			n += c.Who.Count
		}
	}
	return n
}

// complete fills in what a scenario leaves open.
func (s *Scenario) complete() {
	orDefault(&s.Length, defaultLength)
	orDefault(&s.Population.Every, defaultEvery)
	orDefault(&s.Population.Acts, defaultActs)
	orDefault(&s.Population.Pause, defaultPause)
	orDefault(&s.Population.Tail, defaultTail)
	for i := range s.Campaigns {
		c := &s.Campaigns[i]
		orDefault(&c.Class, c.Name)
		orDefault(&c.Expect, ExpectSanction)
		orDefault(&c.Lasts, max(0, s.Length-c.Onset))
		for j := range c.Acts {
			a := &c.Acts[j]
			orDefault(&a.Where, "any")
			orDefault(&a.Value, 1)
			orDefault(&a.Share, 1)
			orDefault(&a.Says.Texts, defaultTexts)
			a.After = max(a.After, c.Who.Registers)
			if a.Says.From == "" && (a.Do == "post" || a.Do == "comment") {
				a.Says.From = "talk"
			}
		}
	}
}

func orDefault[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}
