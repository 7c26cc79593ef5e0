package sybil

// SpreadParams set how belief spreads. DefaultSpreadParams are reasoned in the README.
type SpreadParams struct {
	Prior    float64 // residual of a known node, 0 to 0.5
	Strength float64 // of an edge wholly embedded: how much of one end's belief the other takes
	Stranger float64 // the share of Strength that an edge has of which nobody vouches
	Rounds   int
	Sampled  int // neighbours looked at to find those in common
}

// DefaultSpreadParams are those of SybilSCAR-C (Wang, Zhang, Gong 2017, section V-A): prior
// 0.9 as a residual of 0.4, homophily 0.6 as a residual of 0.1, six rounds.
func DefaultSpreadParams() SpreadParams {
	return SpreadParams{Prior: 0.4, Strength: 0.1, Stranger: 0.02, Rounds: 6, Sampled: 256}
}

// Spread gives each node the probability that it is a sybil, 0 to 1, from nodes known to be
// honest and to be sybils. It is SybilSCAR-C (Wang, Zhang, Gong: SybilSCAR, INFOCOM 2017,
// equation 10, p ← clip(q + 2·W·p, ±0.5) in residuals), with each edge weighted by how deep it
// is embedded: attack edges, which strangers accept, carry hardly any belief.
func Spread(g *Graph, honest, sybil []int32, p SpreadParams) []float64 {
	weights := g.Embedded(p.Sampled)
	for i, w := range weights {
		weights[i] = float32(2 * p.Strength * (p.Stranger + (1-p.Stranger)*float64(w)))
	}
	prior := make([]float32, g.Nodes())
	for _, i := range honest {
		prior[i] = -float32(p.Prior)
	}
	for _, i := range sybil {
		prior[i] = float32(p.Prior)
	}
	belief, next := append([]float32{}, prior...), make([]float32, g.Nodes())
	for range p.Rounds {
		for i := range next {
			sum := prior[i]
			for k := g.Start[i]; k < g.Start[i+1]; k++ {
				sum += weights[k] * belief[g.Neighbours[k]]
			}
			next[i] = min(0.5, max(-0.5, sum))
		}
		belief, next = next, belief
	}
	// Beliefs that reached a bound are told apart by what pushed them there.
	out := make([]float64, g.Nodes())
	for i := range out {
		push := float64(prior[i])
		for k := g.Start[i]; k < g.Start[i+1]; k++ {
			push += float64(weights[k]) * float64(belief[g.Neighbours[k]])
		}
		out[i] = 0.5 + 0.5*push/(0.5+abs(push))
	}
	return out
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
