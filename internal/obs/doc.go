// Package obs is how a process is observed: its Prometheus metrics and its health, over HTTP.
//
// It promises GET /metrics in Prometheus' text format, GET /livez, which answers 200 for as
// long as the process serves at all, and GET /readyz, which answers 200 if every check that
// was given passes and otherwise 503 with a line for each that does not. It counts nothing
// itself but what Go's runtime and the process tell, holds no global registry, and asks for no
// password: listen where only your monitoring reaches. A Server is owned by whoever runs it.
// Fold and ServerLog keep strangers from filling the log of a process, and their addresses out of it.
package obs
