// Package drift finds submolts whose talk stops being like their own past.
//
// It holds each text against what its submolt was about until an hour before, by the vectors that the
// text stage of ingest made (text_features), of which ClickHouse gives the signs. It promises that
// what it says follows from the texts of the last day; it never names an agent, since a new topic is
// no offence, and never reads a text.
package drift
