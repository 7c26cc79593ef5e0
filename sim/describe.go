package sim

import (
	"fmt"
	"slices"
	"strings"
)

// Describe says in a line what a campaign does.
func (c *Campaign) Describe() string {
	if len(c.Acts) == 0 && c.Who.Count == 0 {
		return strings.ReplaceAll(c.Class, "_", " ")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d ", c.Who.Count)
	if c.Who.Crowd {
		b.WriteString("agents of the crowd")
	} else {
		b.WriteString("accounts of its own")
	}
	if c.Who.Owner == "one" {
		b.WriteString(" of one operator")
	}
	if c.Who.Registers > 0 {
		fmt.Fprintf(&b, " that register within %s", c.Who.Registers)
	}
	if c.Who.Camouflage > 0 {
		b.WriteString(", who also live as others do")
	}
	for _, a := range c.Acts {
		fmt.Fprintf(&b, "; %s", a.Do)
		if a.Do != "post" && !slices.Contains([]string{"auth_fail", "rotate_key"}, a.Do) {
			fmt.Fprintf(&b, " (%s)", a.Where)
		}
		if a.Says.From != "" {
			fmt.Fprintf(&b, " from %s", a.Says.From)
		}
		if a.Alone {
			fmt.Fprintf(&b, ", each every %s", a.Every)
		} else {
			fmt.Fprintf(&b, ", all within %s every %s", a.Spread, a.Every)
		}
	}
	return b.String()
}
