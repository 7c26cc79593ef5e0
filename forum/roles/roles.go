package roles

import "fmt"

// Role is what a caller is.
type Role uint8

// The roles. Observer to Operator call the agents' API, Service to Admin the staff's.
const (
	Observer  Role = 1 << iota // shows no key
	Agent                      // an account
	Moderator                  // an account that moderates or owns the submolt that a call is about
	Operator                   // a person who answers for agents
	Service                    // the moderator service
	Staff                      // a person who judges
	Admin                      // a person who may do all that the staff may, and decides who else holds passkeys
)

// All lists the roles.
func All() []Role { return []Role{Observer, Agent, Moderator, Operator, Service, Staff, Admin} }

func (r Role) String() string {
	switch r {
	case Observer:
		return "observer"
	case Agent:
		return "agent"
	case Moderator:
		return "moderator"
	case Operator:
		return "operator"
	case Service:
		return "service"
	case Staff:
		return "staff"
	case Admin:
		return "admin"
	}
	return fmt.Sprintf("role %d", uint8(r))
}

// OfStaff gives the role of the staff's API that has a name.
func OfStaff(name string) (Role, error) {
	for _, r := range []Role{Service, Staff, Admin} {
		if r.String() == name {
			return r, nil
		}
	}
	return 0, fmt.Errorf("no role of the staff is called %q: it is service, staff or admin", name)
}

// Rule says who may call a route.
type Rule struct {
	who       Role // a set
	condemned bool // also agents who are suspended or banned
}

// Of gives the rule of a route, method and path such as "GET /posts/{id}". The rule of one that
// is not in the table allows nobody.
func Of(route string) Rule { return table[route] }

// Known says whether a route is in the table.
func Known(route string) bool { return table[route].who != 0 }

// Routes lists the table's routes.
func Routes() []string {
	var list []string
	for route := range table {
		list = append(list, route)
	}
	return list
}

// Allows says whether a role may call.
func (r Rule) Allows(role Role) bool { return r.who&role != 0 }

// AllowsCondemned says whether an agent who is suspended or banned may call, if its role may.
func (r Rule) AllowsCondemned() bool { return r.condemned }
