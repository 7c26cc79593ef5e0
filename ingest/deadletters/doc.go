// Package deadletters reads what ingest could not take, and sends it again once it can be.
//
// It promises that a letter is told by its source (topic/partition/offset) and shown once
// however often ingest wrote it; that a retry sends only what would be taken now, and says of
// the rest why not; that a letter that was sent again is marked so, on the same topic.
//
// It never deletes a letter and never changes what one holds, but for one thing: a retried
// action goes without its producer's number, which the producer's later records have passed by
// now, and is told apart by its id, as records without numbers are. The topic is owned by
// ingest; marks are this package's.
package deadletters
