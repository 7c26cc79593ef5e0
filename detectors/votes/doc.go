// Package votes finds votes that nobody honest cast: races, where accounts that have just
// registered and do nothing else lift one item together; exchanges, where a group gets its votes from
// itself; authors whose comments stand higher than what they are under, again and again; and items
// with more votes than there are agents. README.md says what it sees, and what it cannot see.
//
// It promises that the flags are a function of the actions alone; that what an item's author is
// said to have done rests on totals that were observed, and on nothing before they were; and
// that the author of an item that others race for is not a member of the race. Rings that vote
// at the same times are the business of detector lockstep.
package votes
