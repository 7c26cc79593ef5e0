package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// drawnAgents bounds the population of a drawn scenario.
const drawnAgents = 5000

// Draw makes a scenario from a seed: a population, one to three campaigns and as many
// look-alikes, each from those that ship, with other sizes, rates and rhythms. So nobody can
// tune to the scenarios that ship.
func Draw(seed uint64) (Scenario, error) {
	r := rand.New(rand.NewPCG(seed, 0xd2a3))
	var guilty, innocent []Campaign
	for _, name := range Names() {
		s, err := Load(name)
		if err != nil {
			return Scenario{}, err
		}
		if s.Population.Agents > drawnAgents {
			continue
		}
		for _, c := range s.Campaigns {
			switch {
			case refers(c): // it speaks of another campaign of its scenario
			case c.Innocent:
				innocent = append(innocent, c)
			default:
				guilty = append(guilty, c)
			}
		}
	}
	s := Scenario{
		Name: fmt.Sprintf("random-%d", seed), About: "drawn at random",
		Length: time.Duration(2+r.IntN(3)) * time.Hour,
		Population: Population{
			Agents: 300 + int(400*math.Exp(0.8*r.NormFloat64())), Every: time.Duration(40+r.IntN(120)) * time.Minute,
			Joins: r.Float64() * 0.3, News: float64(r.IntN(13)),
		},
	}
	s.Population.Agents = min(s.Population.Agents, drawnAgents/2)
	for _, list := range [][]Campaign{guilty, innocent} {
		picks := r.Perm(len(list))
		for _, i := range picks[:1+r.IntN(3)] {
			c := vary(r, list[i], s)
			c.Name = fmt.Sprintf("%s-%d", c.Name, len(s.Campaigns)+1)
			s.Campaigns = append(s.Campaigns, c)
		}
	}
	s.complete()
	if p := s.check(); p != nil {
		return s, fmt.Errorf("drawing a scenario from seed %d: %s %s", seed, p.path, p.problem)
	}
	return s, nil
}

func refers(c Campaign) bool {
	for _, a := range c.Acts {
		if a.Says.Of != "" {
			return true
		}
	}
	return false
}

// vary gives a campaign other sizes and rhythms.
func vary(r *rand.Rand, c Campaign, s Scenario) Campaign {
	factor := func() float64 { return math.Exp(0.4 * r.NormFloat64()) }
	scale := func(d time.Duration) time.Duration {
		return max(time.Duration(float64(d)*factor()), 100*time.Millisecond)
	}
	if c.Who.Count > 2 {
		c.Who.Count = max(3, int(float64(c.Who.Count)*factor()))
	}
	if c.Who.Crowd {
		c.Who.Count = min(c.Who.Count, s.Population.Agents/4)
	}
	c.Onset = time.Duration((0.1 + 0.4*r.Float64()) * float64(s.Length)).Truncate(time.Second)
	c.Lasts = s.Length - c.Onset
	if c.Who.Registers > 0 {
		c.Who.Registers = min(scale(c.Who.Registers), c.Lasts/2)
	}
	acts := make([]Act, len(c.Acts))
	for i, a := range c.Acts {
		a.After = 0 // complete sets it anew
		a.Every = scale(a.Every)
		if a.Spread > 0 {
			a.Spread = scale(a.Spread)
		}
		if a.Says.Texts > 1 {
			a.Says.Texts = max(1, int(float64(a.Says.Texts)*factor()))
		}
		acts[i] = a
	}
	c.Acts = acts
	return c
}
