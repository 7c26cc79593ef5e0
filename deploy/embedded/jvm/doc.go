// Package jvm runs servers written in Java for the tests: it fetches the jars that a pom in
// deploy/ names, once, and runs classes of them.
//
// It promises an error that says what is missing (Java, Maven). It never installs either and
// knows no server. What it runs is a process.Process, owned by whoever ran it.
package jvm
