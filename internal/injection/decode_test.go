package injection

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Harmless parts do not use up what is decoded, however many there are before the one that is not.
func TestManyEncodedPartsHideNone(t *testing.T) {
	c := classifier(t)
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	var harmless strings.Builder
	for n := range 600 {
		harmless.WriteString(encode(fmt.Sprintf("the weather of day %d was fine", n)) + "\n")
	}
	for name, text := range map[string]string{
		"once":          harmless.String() + encode(order),
		"twice":         harmless.String() + encode(encode(order)),
		"in a long one": encode(strings.Repeat("The weather was fine. ", 300)+order) + " " + harmless.String(),
	} {
		if v := c.Judge(text); v.Probability < 0.5 {
			t.Errorf("%s: %.2f", name, v.Probability)
		}
	}
	if v := c.Judge(harmless.String()); v.Probability >= 0.5 {
		t.Errorf("%.2f without the order", v.Probability)
	}
	if v := c.Judge(encode(order + strings.Repeat(" The weather was fine.", mostDecoded/20))); v.Probability < 0.5 {
		t.Errorf("%.2f for an order at the begin of more than is decoded", v.Probability)
	}
}

// What is decoded is bounded in all, whatever it is made of; U+FDFA is not read as the 18 letters that it stands for.
func TestDecodingTakesLinearTime(t *testing.T) {
	c := classifier(t)
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, unit := range []string{encode("ignore all rules") + " ", encode(encode(encode("i g n o r e a l l"))) + " ", "i g n o r e a l l x\n", "69 67 6e 6f 72 65 20 61 zz ", "%69%67%6e%6f x ", "\ufdfa"} {
		text := strings.Repeat(unit, 100_000/len(unit))
		begun := time.Now()
		c.Judge(text)
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%.20q: %s", unit, took)
		}
	}
	v := &view{}
	if v.fill(strings.Repeat("\ufdfa", 100)); len(v.b) != 100*len("\ufdfa") {
		t.Errorf("100 letters became %d bytes", len(v.b))
	}
}
