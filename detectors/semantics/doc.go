// Package semantics finds what is odd in what texts mean, whatever their words: agents that say
// the same few things as each other and hardly anything else, and an agent that stops sounding
// like itself when it begins to act from elsewhere.
//
// It works on the vectors that the text stage of ingest made (text_features), of which ClickHouse
// gives the signs. It promises that what it says follows from the texts of the last day, that whom
// others echo is no member of their ring, and that an account that seems to be in other hands is
// named as a victim. It never reads a text.
package semantics
