// Package slogan finds accounts that cannot stop saying one rare thing: a brand, a token, an
// address, a phrase. Several that say it on the same threads, one after the other, are a
// campaign, however they edit or wrap it; one that works a name of its own into everything
// promotes it.
//
// It promises that what it says follows from the texts of the last day alone, and that an agent
// which a campaign echoes, and never itself follows, is not in it. It never judges what the
// thing is, and keeps hashes of words, not texts.
package slogan
