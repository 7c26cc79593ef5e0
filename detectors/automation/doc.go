// Package automation finds accounts that write much and say little: floods of a few texts, forms
// filled in again and again, one thread buried under one text.
//
// It promises that what it says of an account follows from that account's own texts (and whose
// first post they answer) of the last two days, that an account that writes much and varies it is
// left alone, and that an account with a voice of its own is never more than pointed out. It never
// compares accounts with each other, and keeps hashes of texts, not texts.
package automation
