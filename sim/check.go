package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// problem is a value that cannot be, and where it stands.
type problem struct{ path, problem string }

// maxAgents bounds a population and a campaign.
const maxAgents = 2_000_000

// check reports the first value that cannot be.
func (s *Scenario) check() *problem {
	p := s.Population
	var c checker
	c.require("$.name", s.Name != "" && !strings.ContainsAny(s.Name, "/ \n"), "is %q: want a name without blanks and slashes", s.Name)
	c.require("$.length", s.Length >= 10*time.Second && s.Length <= 90*24*time.Hour, "is %s: want 10s to 90 days", s.Length)
	c.require("$.population.agents", p.Agents >= 2 && p.Agents <= maxAgents, "is %d: want 2 to %d", p.Agents, maxAgents)
	c.require("$.population.every", p.Every >= 100*time.Millisecond, "is %s: want at least 100ms", p.Every)
	c.require("$.population.acts", p.Acts >= 1 && p.Acts <= 1000, "is %g: want 1 to 1000", p.Acts)
	c.require("$.population.pause", p.Pause >= 10*time.Millisecond, "is %s: want at least 10ms", p.Pause)
	c.require("$.population.tail", p.Tail >= 0 && p.Tail <= 3, "is %g: want 0 to 3", p.Tail)
	c.require("$.population.joins", p.Joins >= 0 && p.Joins <= 1, "is %g: want a share, 0 to 1", p.Joins)
	c.require("$.population.news", p.News >= 0 && p.News <= 24, "is %g: want 0 to 24 hours a day", p.News)
	names := map[string]bool{}
	crowd := 0
	for i := range s.Campaigns {
		at := fmt.Sprintf("$.campaigns[%d]", i)
		s.checkCampaign(&c, at, &s.Campaigns[i])
		c.require(at+".name", !names[s.Campaigns[i].Name], "is %q for the second time", s.Campaigns[i].Name)
		names[s.Campaigns[i].Name] = true
		if s.Campaigns[i].Who.Crowd {
			crowd += s.Campaigns[i].Who.Count
		}
	}
	c.require("$.population.agents", crowd < p.Agents, "is %d: the campaigns take %d of them", p.Agents, crowd)
	for i, campaign := range s.Campaigns {
		for j, a := range campaign.Acts {
			c.require(fmt.Sprintf("$.campaigns[%d].acts[%d].says.of", i, j), a.Says.Of == "" || names[a.Says.Of], "is %q: there is no such campaign", a.Says.Of)
		}
	}
	return c.first
}

func (s *Scenario) checkCampaign(c *checker, at string, k *Campaign) {
	w := k.Who
	c.require(at+".name", k.Name != "", "is missing")
	c.require(at+".expect", slices.Contains(deserved, k.Expect), "is %q: want one of %s", k.Expect, strings.Join(deserved, ", "))
	c.require(at+".onset", k.Onset >= 0 && k.Onset < s.Length, "is %s: want it within the scenario's %s", k.Onset, s.Length)
	c.require(at+".lasts", k.Lasts > 0, "is %s: want it above 0", k.Lasts)
	c.require(at+".who.count", w.Count >= 1 && w.Count <= maxAgents, "is %d: want 1 to %d", w.Count, maxAgents)
	c.require(at+".who.registers", w.Registers >= 0 && (w.Registers == 0 || !w.Crowd), "is %s: want it above 0, and only for accounts of the campaign's own", w.Registers)
	c.require(at+".who.turn", !w.Turn || w.Crowd, "is only for agents of the crowd")
	c.require(at+".who.names", slices.Contains([]string{"", "own", "batch"}, w.Names), "is %q: want own or batch", w.Names)
	c.require(at+".who.owner", slices.Contains([]string{"", "each", "one", "none"}, w.Owner), "is %q: want each, one or none", w.Owner)
	c.require(at+".who.client", slices.Contains([]string{"", "own", "one"}, w.Client), "is %q: want own or one", w.Client)
	c.require(at+".who.nets", w.Nets >= 0, "is %d: want 0 or more", w.Nets)
	c.require(at+".who.camouflage", w.Camouflage >= 0 && w.Camouflage <= 100, "is %g: want 0 to 100", w.Camouflage)
	c.require(at+".who.in_step", w.InStep == 0 || w.InStep >= time.Second && w.Camouflage > 0, "is %s: want at least 1s, and camouflage", w.InStep)
	c.require(at, len(k.Acts) > 0 || w.Registers > 0 || w.Camouflage > 0, "does nothing: give it acts, or let it register")
	for j, a := range k.Acts {
		checkAct(c, fmt.Sprintf("%s.acts[%d]", at, j), a)
	}
}

func checkAct(c *checker, at string, a Act) {
	c.require(at+".do", slices.Contains(deeds, a.Do), "is %q: want one of %s", a.Do, strings.Join(deeds, ", "))
	c.require(at+".where", slices.Contains(places, a.Where), "is %q: want one of %s", a.Where, strings.Join(places, ", "))
	c.require(at+".says.from", a.Says.From == "" || slices.Contains(sayings, a.Says.From), "is %q: want one of %s", a.Says.From, strings.Join(sayings, ", "))
	c.require(at+".says.texts", a.Says.Texts >= 1 && a.Says.Texts <= 10000, "is %d: want 1 to 10000", a.Says.Texts)
	c.require(at+".says.edit", a.Says.Edit >= 0 && a.Says.Edit <= 1, "is %g: want a share, 0 to 1", a.Says.Edit)
	c.require(at+".says.spreads", a.Says.Spreads >= 0 && a.Says.Spreads <= 1, "is %g: want a chance, 0 to 1", a.Says.Spreads)
	c.require(at+".value", a.Value == 1 || a.Value == -1, "is %d: want 1 or -1", a.Value)
	c.require(at+".every", a.Every >= 10*time.Millisecond, "is %s: want at least 10ms", a.Every)
	c.require(at+".spread", a.Spread >= 0, "is %s: want 0 or more", a.Spread)
	c.require(at+".share", a.Share > 0 && a.Share <= 1, "is %g: want a share above 0, at most 1", a.Share)
	c.require(at+".times", a.Times >= 0, "is %d: want 0 or more", a.Times)
}

// checker keeps the first problem.
type checker struct{ first *problem }

func (c *checker) require(path string, holds bool, format string, args ...any) {
	if !holds && c.first == nil {
		c.first = &problem{path, fmt.Sprintf(format, args...)}
	}
}
