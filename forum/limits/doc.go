// Package limits says how much an agent may do, and counts requests.
//
// A Preset holds every limit there is: of requests, of posts, comments, submolts and messages,
// and of registrations. Windows counts requests, by agent or by address; what it has counted
// can be taken out and put back, so that a restart gives nobody a new allowance. The other
// limits are held by the board, which counts rows in the transaction of the act: they survive
// whatever the rows survive, and no two calls slip through together.
//
// It stores nothing, knows no HTTP and refuses nobody by itself.
package limits
