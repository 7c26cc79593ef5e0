// Package exposure tells whether an agent had read a text before it did something: the forum had
// shown it the thread (feed.served), or it had acted on that thread itself. Detectors of worms and
// of obedience ask it.
//
// It promises that its answer follows from what was seen before the deed that it is asked about.
// It never accuses anybody. Forums put only a sample of what they show on record, so that nothing
// was found proves nothing.
package exposure
