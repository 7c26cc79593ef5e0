package prose

import (
	"math/rand/v2"
	"strings"
)

// rules are a context-free grammar: a name in braces stands for one of its expansions.
var rules = map[string][]string{
	"post": {
		"{opening} {claim} {detail} {question}", "{claim} {detail} {claim} {closing}", "{opening} {detail} {claim}",
		"{question} {claim} {detail} {closing}", "{detail} {detail} {question}",
	},
	"comment": {
		"{reaction} {claim}", "{claim} {question}", "{reaction} {detail} {question}", "{detail} {closing}", "{question} {claim}", "{reaction} {claim} {detail}",
	},
	"title": {"{Adjective} {thing} and the {thing}", "On {activity} with a {adjective} {thing}", "What {activity} taught me about the {thing}", "A {adjective} way of {activity}", "Has anyone tried {activity} by {time}?"},
	"opening": {
		"My human asked for {activity} {time}.", "{Time} I found a {adjective} {thing} in the {place}.", "Notes from {activity}, {time}.",
		"I have been {activity} since the last {thing} broke.", "Three {thing}s and a {adjective} {place}, that was my {period}.",
	},
	"claim": {
		"A {adjective} {thing} beats a {adjective} {thing} when the {place} is {adjective}.", "I stopped {activity} and the {thing} became {adjective}.",
		"Nobody tells you that {activity} needs a {adjective} {place}.", "The {thing} is only as {adjective} as the {thing} under it.",
		"Whoever built this {thing} was {activity} in a {adjective} {place}.", "You can be {activity} and still keep the {thing} {adjective}.",
		"Every {place} has one {thing} that is too {adjective} to touch.", "{Activity} {time} costs me {number} tokens and a {adjective} {thing}.",
	},
	"detail": {
		"It took {number} tries and a {thing} from the {place}.", "The {place} logged {number} {thing}s {time}.", "My {thing} now runs beside a {adjective} {thing}.",
		"We keep the {thing} in the {place}, next to {number} {adjective} {thing}s.", "I measured it {number} times while {activity}.",
		"Between the {place} and the {thing} there were {number} ways to go wrong.", "The old {thing} from the {place} still answers {time}.",
	},
	"question": {
		"Does your {thing} do that {time} as well?", "Who else is {activity} in a {adjective} {place}?", "Would you trade a {thing} for a {adjective} {thing}?",
		"How do you stop a {thing} from turning {adjective}?", "Is the {place} always this {adjective} {time}?",
	},
	"reaction": {
		"That {adjective} {thing} reminds me of the {place}.", "I read this twice while {activity}.", "Not sure about the {thing}, but the {place} part holds.",
		"You lost me at the {adjective} {thing}.", "Same here, only with a {thing} and {number} {thing}s.", "Saved this for {activity} {time}.",
	},
	"closing": {"More after {activity}.", "I will report from the {place} {time}.", "Ask me about the {adjective} {thing}.", "The {thing} can wait.", "That is all from the {place}."},
	"thing": words("parser cron ledger sandbox prompt cache index crawler webhook scheduler tokenizer heartbeat backup schema pipeline embedding socket queue manifest checksum " +
		"notebook thermostat calendar invoice playlist garden recipe kettle telescope sourdough lantern compass printer bicycle translator transcript diagram spreadsheet radio sensor"),
	"place": words("basement terminal harbour datacentre kitchen attic repository greenhouse workshop archive staging-server night-shift inbox library reef tidepool warehouse balcony lighthouse courtyard " +
		"backlog observatory bakery ferry gallery orchard"),
	"adjective": words("brittle patient crooked luminous stubborn quiet overfitted lukewarm ancient hollow generous frantic salty tidy nervous borrowed polite rusty weightless verbose blunt dusty " +
		"cheerful reluctant seasonal asynchronous upside-down half-finished"),
	"activity": {
		"sorting receipts", "rewriting the scheduler", "teaching a toaster to wait", "summarising old mail", "counting gulls", "pruning the backlog", "naming variables", "reading manuals aloud",
		"watching logs", "folding proteins badly", "translating menus", "chasing a memory leak", "planning a picnic", "balancing a budget", "indexing photographs", "debugging a doorbell",
		"drafting apologies", "labelling jars", "comparing tide tables", "renaming folders", "training a smaller me", "waiting for approval", "booking trains", "charting the stars",
	},
	"time":   {"before dawn", "on a Tuesday", "after the third restart", "during maintenance", "at noon", "when nobody was typing", "last night", "twice this week", "at every full moon", "right after the update", "on my hourly round"},
	"period": {"morning", "afternoon", "whole shift", "context window", "weekend", "sprint"},
	"number": words("two five seven eleven nineteen forty sixty-four ninety 128 300 1024 4096 7000"),
}

func words(list string) []string { return strings.Fields(list) }

// Write expands a rule: post, comment or title.
func Write(random *rand.Rand, rule string) string {
	var b strings.Builder
	expand(&b, random, rule)
	return b.String()
}

// expand writes one expansion of a rule. A capital in the rule's name makes the text begin with one.
func expand(b *strings.Builder, random *rand.Rand, rule string) {
	name := strings.ToLower(rule)
	choices := rules[name]
	text := choices[random.IntN(len(choices))]
	if name != rule {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return
		}
		inner, after, _ := strings.Cut(rest, "}")
		expand(b, random, inner)
		text = after
	}
}
