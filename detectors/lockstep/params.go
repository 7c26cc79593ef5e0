package lockstep

// Params set what counts as chance. The README says where DefaultParams come from.
type Params struct {
	Grain   float64 // seconds that two events may differ by for reasons of the clock
	Floor   float64 // the smallest probability that a single target may contribute
	Targets int     // least number of targets that a pair shares in time
	Sum     float64 // least surprise of a pair, in nats
	Overlap float64 // least share of two accounts' targets that they hit together
	Core    int     // least number of such pairs of an account within its group
	Size    int     // least number of accounts of a group
}

// DefaultParams are those of the README.
func DefaultParams() Params {
	return Params{Grain: 30, Floor: 1e-6, Targets: 3, Sum: 12, Overlap: 0.05, Core: 4, Size: 5}
}

// Event is that an account acted on a target. Time is in seconds, from any start.
type Event struct {
	Account, Target int32
	Time            float64
}

// Group is accounts that act together, in rising order.
type Group struct {
	Accounts []int32
	Scores   []float64 // of each account: the mean surprise of its pairs, in nats
}
