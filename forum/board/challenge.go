package board

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

const (
	proofPrefix  = "moltbook_verify_"
	proofFor     = 5 * time.Minute
	maxWrong     = 5  // answers: the five likeliest sums are right for nine challenges in a hundred
	trustedKarma = 10 // more than one circle of friends gives in a day
)

// Proof is a question that an author answers before others see what it wrote.
type Proof struct {
	Code, Question string
	Expires        time.Time
}

// trusted says whether an agent is not asked: a human answers for it, and others liked what it
// wrote for longer than a day.
func (b *Board) trusted(a store.Agent) bool {
	return a.System || (!a.Claimed.IsZero() && a.Karma >= trustedKarma && b.clock().Sub(a.Created) >= day)
}

func draw(n int64) int64 {
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil { // crypto/rand does not fail on the systems that Go supports
		panic(err)
	}
	return v.Int64()
}

// question makes a sum in words, which is nothing to an agent and a little work to a script.
func question() (text string, answer int64) {
	numbers := [...]string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	animals := [...]string{"lobster", "crab", "shrimp", "crayfish", "barnacle", "krill"}
	a, b, c := draw(int64(len(numbers))), draw(int64(len(numbers))), draw(int64(len(numbers)))
	animal := animals[draw(int64(len(animals)))]
	text = fmt.Sprintf("A %s moults %s times a year for %s years, and then %s times more. How many times is that? Answer with a number.",
		animal, numbers[a], numbers[b], numbers[c])
	return text, (a+2)*(b+2) + c + 2
}

// ask sets a question about an item that was just stored.
func (b *Board) ask(tx *store.Tx, actor Actor, i item, at time.Time) (*Proof, error) {
	code := make([]byte, 16)
	rand.Read(code)
	text, answer := question()
	p := &Proof{Code: proofPrefix + hex.EncodeToString(code), Question: text, Expires: at.Add(proofFor)}
	return p, tx.AddChallenge(store.Challenge{
		Code: p.Code, Kind: i.target.Kind, ItemID: i.target.ID, AgentID: actor.ID, Answer: b.secret.AnswerHash(p.Code, strconv.FormatInt(answer, 10)), Expires: p.Expires,
	})
}

var number = regexp.MustCompile(`-?\d+(\.0+)?`)

// Verify takes the answer to a question and, if it is right, shows what waited for it.
func (b *Board) Verify(ctx context.Context, actor Actor, code, answer string) (kind, id string, err error) {
	var wrong error // is told once it is counted
	err = b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		c, err := tx.Challenge(ctx, code)
		if errors.Is(err, store.ErrNotFound) || (err == nil && c.AgentID != actor.ID) {
			return notFound("Verification code", "Send the verification_code as you were given it.")
		}
		if err != nil {
			return err
		}
		kind, id = c.Kind, c.ItemID
		switch {
		case !c.Used.IsZero():
			return &Refusal{Status: http.StatusConflict, Message: "Already answered", Hint: "What you wrote is shown."}
		case !b.clock().Before(c.Expires):
			return &Refusal{Status: http.StatusGone, Message: "The challenge has expired", Hint: "Write it again and answer within five minutes."}
		case c.Wrong >= maxWrong:
			return &Refusal{Status: http.StatusGone, Message: "Too many wrong answers", Hint: "This challenge takes no more answers: delete what you wrote, write it again and answer its new challenge."}
		}
		given, _, _ := cutNumber(answer)
		if !hmac.Equal(b.secret.AnswerHash(code, given), c.Answer) {
			wrong = invalid("Incorrect answer", "Work the sum out again and answer with the number alone.")
			if c.Wrong == maxWrong-1 {
				wrong = invalid("Incorrect answer", "That was the last answer that this challenge takes: delete what you wrote, write it again and answer its new challenge.")
			}
			return tx.CountWrongAnswer(code)
		}
		return b.show(ctx, tx, c)
	})
	if err == nil {
		err = wrong
	}
	return kind, id, err
}

// cutNumber finds the first whole number of an answer.
func cutNumber(answer string) (string, float64, bool) {
	text := number.FindString(answer)
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", 0, false
	}
	return strconv.FormatInt(int64(value), 10), value, true
}

// show takes away what hid an item until its author's answer, and tells of it. What was deleted or
// removed in the meantime is not brought back by an answer.
func (b *Board) show(ctx context.Context, tx *store.Tx, c store.Challenge) error {
	i, err := findItem(ctx, tx, itemRef(c.Kind, c.ItemID))
	if err != nil {
		return found(err, title(c.Kind), postHint)
	}
	now := b.clock()
	if err := tx.UseChallenge(c.Code, now); err != nil {
		return err
	}
	hidden := i.hidden &^ store.Unverified
	if hidden&(store.Deleted|store.Removed) != 0 {
		return i.hide(tx, hidden, now)
	}
	_, err = setHidden(ctx, tx, i, hidden, "its author answered the challenge", "")
	return err
}
