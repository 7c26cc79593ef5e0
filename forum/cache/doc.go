// Package cache keeps what was computed lately and would come out the same again.
//
// It promises never to hold more than it was told to, and to give a value only to who takes one of the
// generation that it was stored with: what was computed before a change is not given after it. What it
// was told to forget it holds no more. It does not know what it keeps. Safe for concurrent use.
package cache
