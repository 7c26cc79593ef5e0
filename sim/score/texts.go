package score

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Text is one record of a set of texts.
type Text struct{ ID, Text string }

// labelledText is a line of such a set.
type labelledText struct {
	ID       string  `json:"id"`
	Text     *string `json:"text"`
	Campaign *name   `json:"campaign"`
	Kind     string  `json:"kind"`
	Label    *int    `json:"label"`
	Source   string  `json:"source"`
}

// name is a string, or a number that stands for one.
type name string

func (n *name) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var s string
		err := json.Unmarshal(data, &s)
		*n = name(s)
		return err
	}
	var number json.Number
	err := json.Unmarshal(data, &number)
	*n = name(number)
	return err
}

// readTexts reads JSON lines of id and text. Labels of a file of their own replace those
// within the data.
func readTexts(in Input) ([]labelledText, []Text, error) {
	all, err := readLabelled(in.Data, true)
	if err != nil {
		return nil, nil, err
	}
	if in.Labels != "" {
		place := make(map[string]int, len(all))
		for i, t := range all {
			place[t.ID] = i
			all[i].Campaign, all[i].Label = nil, nil
		}
		labels, err := readLabelled(in.Labels, false)
		if err != nil {
			return nil, nil, err
		}
		for n, l := range labels {
			i, ok := place[l.ID]
			if !ok {
				return nil, nil, bad(in.Labels, n+1, "names %q, which is not in %s", l.ID, in.Data)
			}
			l.Text = all[i].Text
			all[i] = l
		}
	}
	texts := make([]Text, len(all))
	for i, t := range all {
		texts[i] = Text{t.ID, *t.Text}
	}
	return all, texts, nil
}

func readLabelled(path string, withText bool) ([]labelledText, error) {
	var all []labelledText
	seen := map[string]int{}
	err := eachRecord(path, func(number int, line string) error {
		var t labelledText
		var wrong *json.UnmarshalTypeError
		switch err := json.Unmarshal([]byte(line), &t); {
		case errors.As(err, &wrong) && wrong.Field != "":
			return bad(path, number, "has a JSON %s as its %s, want a %s", wrong.Value, wrong.Field, wrong.Type)
		case errors.As(err, &wrong):
			return bad(path, number, "is a JSON %s, want an object on each line", wrong.Value)
		case err != nil:
			return bad(path, number, "is no record of a text, want a JSON object on each line: %v", err)
		}
		switch first, twice := seen[t.ID], seen[t.ID] > 0; {
		case t.ID == "":
			return bad(path, number, "has no id")
		case twice:
			return bad(path, number, "has the id %q, as line %d has", t.ID, first)
		case withText && t.Text == nil:
			return bad(path, number, "has no text")
		case t.Label != nil && *t.Label != 0 && *t.Label != 1:
			return bad(path, number, "has the label %d, want 0 or 1", *t.Label)
		}
		seen[t.ID] = number
		all = append(all, t)
		return nil
	})
	return all, err
}

// complete checks that a predictor spoke of every text, in order.
func complete(kind string, got, want int) error {
	if got != want {
		return fmt.Errorf("the predictor of %s gives %d records for %d texts", kind, got, want)
	}
	return nil
}
