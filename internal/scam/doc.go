// Package scam tells how much a text asks its readers for money, or for what leads to it: send
// and get more back, pay for a follow, reply with your wallet, claim an airdrop, connect or
// verify a wallet, enter a seed phrase.
//
// It promises a number between 0 and 1 that is the same in every run, in time linear in the text.
// Rules give it, no data: the weights are set by hand so that one sign alone stays below one
// half and two pass it. It never judges who wrote, and keeps nothing.
package scam
