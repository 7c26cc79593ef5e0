// Package deadletters keeps what ingest could not take, and sends it again once it can be.
//
// It promises that a letter is told by its source (topic/partition/offset) and shown once
// however often ingest wrote it; that a retry sends only what would be taken now, and says of
// the rest why not; that a letter that was sent again is marked so, on the same topic; that of a
// letter that holds what its author erased nothing is shown or sent, and that it is gone from the
// broker once that has compacted the topic, for which Sweep gives it reason. An Index finds such letters
// without reading all there are.
//
// It never deletes a letter, and changes what one holds for two reasons only: erasure, and that a retried
// action goes without its producer's number, which the producer's later records have passed by
// now, and is told apart by its id, as records without numbers are. The topic is owned by
// ingest, which writes letters through this package.
package deadletters
