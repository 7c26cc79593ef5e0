// Package policy says what the moderator does about a flag: an ordered list of rules in
// YAML, of which the first that matches decides, and the limits that hold whatever a rule
// says.
//
// It promises that a policy which Parse accepts is complete and means one thing: an
// unknown key, a value outside its range, a rule that can never be reached or a sanction
// without public words is refused, with line and column. A Policy is read-only once
// parsed and safe for concurrent use.
//
// It never acts, reads a clock or remembers anything: caps are stated here and counted
// by the ledger.
package policy
