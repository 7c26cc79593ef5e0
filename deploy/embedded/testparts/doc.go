// Package testparts gives tests the real parts: a browser, a ClickHouse that a test binary starts once,
// with a database of its own for each test, and brokers.
//
// A package that uses it has a TestMain that is `testparts.Main(m)`. What it starts ends with
// the test binary.
package testparts
