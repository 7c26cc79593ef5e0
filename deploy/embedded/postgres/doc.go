// Package postgres runs one throw-away PostgreSQL from the programs that are installed: for tests
// that must hold on both of the forum's stores, and for benchmarks.
//
// It promises a server that answers before Start returns, on a local port of its own and for one
// user with a password, and that ends soon after its parent, however the parent died; or an error
// that says what is missing. PostgreSQL refuses to run as root, so root runs it as another user.
// It keeps nothing: Stop deletes the cluster, and one whose parent was killed is left in the
// temporary directory. A Server is owned by whoever started it, who stops it.
package postgres
