// Package names says which names can be told apart by eye.
//
// It promises one form of each name (NFKC, lower case, nothing round it); a skeleton (UTS #39) that
// is equal for names which look the same, whatever letters they are made of; and that a display
// name without a fault has neither invisible characters nor letters of scripts that do not go
// together. It knows no account and no store: who has a name already is for the board to ask.
package names
