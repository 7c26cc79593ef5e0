// Package event is what the services of Moltwatch say to each other: the three
// records Action, Flag and Decision, their JSON codec, and their validation.
//
// It promises that a record which Validate accepts survives Encode and Decode
// unchanged, that an encoded action fits one Kafka message of MaxActionBytes, and
// that an error names the field that is wrong. The JSON Schemas in schema/ say the
// same to those who do not write Go; a test holds the two together.
//
// It never opens a connection, reads a clock or knows a topic. Who owns what: the
// producer of a record owns its id, seq and time; nobody else changes them.
package event
