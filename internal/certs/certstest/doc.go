// Package certstest makes authorities and certificates for tests, as files in PEM.
//
// It promises real ones that Go's TLS verifies or refuses, for 127.0.0.1 and localhost. It is no
// use outside of tests: nothing guards its keys.
package certstest
