// Package jvm runs servers written in Java for the tests: it fetches the jars that a pom in
// deploy/ names, once, and keeps a process that ends with its parent.
//
// It promises that a Process is gone soon after its parent is, however that died, and an error
// that says what is missing (Java, Maven). It never installs either and knows no server. A
// Process is owned by whoever ran it, who stops it.
package jvm
