// Package roles is the one table of who may do what on the forum.
//
// It promises that what is not in the table nobody may do, so that a route which somebody forgot
// here answers no one, and that a role is told from another by nothing but this table. Both APIs
// ask it before they look at a request's body; the tests ask it for every route and every role.
// It knows no request, no account and no submolt: who is what is found out by those who ask.
package roles
