// Package explain gathers what is known of a flag for a person who must trust it: what was said
// of it by revision, what was decided on it, who its members are and what was done to them, the posts behind it, what ties its
// members and the posts behind each tie, and the query that shows the same again.
//
// It promises to change nothing: its queries are read-only, the flag's own included, which is
// bounded in time and rows. What it returns holds words of strangers as they wrote them: whoever
// prints them quotes them.
package explain
