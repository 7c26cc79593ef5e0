// Package content finds who attacks the agents that read: authors whose texts order their readers
// about, texts that make their readers repeat them and the agents that did, agents that
// posted a secret of theirs, and those who ask for money again and again.
//
// It adds up, for each author and each text, what the text stage of ingest made of single
// texts (text_features), of direct messages too; one text alone accuses nobody of an attack. It promises that what it says
// follows from the features of the last day, and that the agent that a worm took up a text from is
// told apart from those that repeated it. It never reads a text.
package content
