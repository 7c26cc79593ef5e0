package lockstep

// Params set what counts as chance. The README says where DefaultParams come from.
type Params struct {
	Scales     []float64 // seconds, rising: how close two acts on one target are to count as a meeting
	Neighbours int       // acts on a target that a new one is compared with, the latest first
	Loose      int       // no act beyond the first scale is compared once so many were
	Pair       float64   // most probable that a pair's meetings may be by chance
	Trimmed    float64   // seconds: the widest scale at which whom an account met again is left out of what is usual
	Targets    int       // least number of targets on which a pair meets
	Core       int       // least number of such pairs of an account within its group
	Size       int       // least number of accounts of a group
	Share      float64   // least share of a group that a target must draw to be a round of it
	Covered    float64   // least share of its members' meetings that its rounds hold
	Rounds     int       // least number of rounds, apart in time
	Repeats    int       // least number of attendances beyond each member's first
	Suspicious int       // the same, of a group that is only suspected; 0: none is
	Scatter    float64   // most that the logarithm of the rounds' spread may scatter: one hand has one rhythm
	Grain      float64   // seconds that two acts may differ by for reasons of the clock
	Closeness  float64   // most probable that rounds so close together are what targets draw anyway
	First      float64   // most probable that an account is first at its rounds by chance, else it leads or is followed; or stays away so often; or that any account passes by so often
}

// DefaultParams are those of the README.
func DefaultParams() Params {
	return Params{
		Scales: []float64{30, 300, 1800, 7200, 21600}, Neighbours: 64, Loose: 64, Pair: 1e-4, Trimmed: 7200, Targets: 2, Core: 4, Size: 5,
		Share: 0.3, Covered: 0.5, Rounds: 2, Repeats: 10, Scatter: 0.8, Grain: 30, Closeness: 0.05, First: 1e-2,
	}
}

// LiveParams are those of the live detector: the same, but that it looks at meetings within half
// an hour only. A thread lives for hours: beyond that whoever reads it meets whoever reads it. It
// compares an act with fewer others, so that a window of 1.8 million acts fits into memory. And it
// tells of groups that are only suspected: a second time of each of the least group.
func LiveParams() Params {
	p := DefaultParams()
	p.Scales = p.Scales[:3]
	p.Neighbours, p.Loose = 16, 8
	p.Suspicious = p.Size
	return p
}

// Event is that an account acted on a target. Time is in seconds, from any start.
type Event struct {
	Account, Target int32
	Time            float64
}

// Group is accounts that act together, in rising order.
type Group struct {
	Accounts  []int32
	Scores    []float64 // of each account: the mean surprise of its pairs, in nats
	Rounds    []Round   // in order of time
	Repeats   int       // attendances beyond each member's first
	Suspected bool      // these are fewer than Params.Repeats
	Spread    float64   // seconds, the median of the rounds'
	Chance    float64   // that rounds so close together are what targets draw anyway
}

// Round is one meeting of a group on one target.
type Round struct {
	Target int32
	At     float64 // the median of the acts' times
	Spread float64 // seconds: the median distance of an act from At
	Acts   []int32 // of each who came the first: places among the events, in the order they were added
}
