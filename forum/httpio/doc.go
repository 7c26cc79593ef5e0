// Package httpio is how both of the forum's APIs read requests, write answers and serve.
//
// It promises that a body is bounded in size and depth before anything looks into it, that
// each refusal is one JSON body which clients of every dialect can read, that what went wrong
// inside is logged and never told, and that Serve ends within a bounded time. It knows no
// route and no rule; what both APIs answer about passkeys is here once.
package httpio
