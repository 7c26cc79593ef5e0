// Package certs has listeners and clients speak TLS by certificates that lie in files.
//
// It promises TLS 1.2 or newer; that a listener takes up new files when they are there, without
// a restart and without ending a connection; that it starts with no certificate that is expired
// or does not fit its key, and goes on with the old one rather than take up such; and that each
// error names the setting that is to be changed. It holds no key but in memory and logs none.
// A Listener is owned by whoever made it, who closes it.
package certs
