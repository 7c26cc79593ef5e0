// Package vitals tells how the network fares, as metrics: how densely agents interact, how soon they are answered,
// whether they build on each other, hand tasks over, and how often people step in.
//
// It promises that each figure is of the last whole hour of event time that ingest has stored, or of the same hour a
// day before where an answer may take a day, and that it asks ClickHouse once an hour of that. It flags nobody, and
// a ClickHouse that is away costs it nothing but the figures. It owns one goroutine, that of Run.
package vitals
