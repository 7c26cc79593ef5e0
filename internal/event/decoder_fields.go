package event

import "time"

// actionField reads the value of one name of an action. Its bit tells it from the others.
func (d *Decoder) actionField(a *Action, name []byte) (bit uint32, err error) {
	switch string(name) {
	case "v":
		n, err := d.number()
		a.V = int(n)
		return 1 << 0, err
	case "id":
		return 1 << 1, d.string(&a.ID)
	case "forum":
		return 1 << 2, d.string(&a.Forum)
	case "producer":
		return 1 << 3, d.string(&a.Producer)
	case "seq":
		a.Seq, err = d.number()
		return 1 << 4, err
	case "time":
		return 1 << 5, d.time(&a.Time)
	case "kind":
		return 1 << 6, d.string((*string)(&a.Kind))
	case "agent":
		return 1 << 7, d.agent(&a.Agent)
	case "origin":
		return 1 << 8, d.origin(&a.Origin)
	case "target":
		return 1 << 9, d.target(&a.Target)
	case "submolt":
		return 1 << 10, d.string(&a.Submolt)
	case "post_id":
		return 1 << 11, d.string(&a.PostID)
	case "parent_id":
		return 1 << 12, d.string(&a.ParentID)
	case "title":
		return 1 << 13, d.string(&a.Title)
	case "text":
		return 1 << 14, d.string(&a.Text)
	case "text_len":
		n, err := d.number()
		if a.TextLen = uint32(n); uint64(a.TextLen) != n {
			return 0, errUnusual
		}
		return 1 << 15, err
	case "text_sha256":
		return 1 << 16, d.string(&a.TextSHA256)
	case "url":
		return 1 << 17, d.string(&a.URL)
	case "value":
		return 1 << 18, d.signed(&a.Value)
	case "items":
		return 1 << 19, d.strings(&a.Items)
	case "reason":
		return 1 << 20, d.string(&a.Reason)
	case "traceparent":
		return 1 << 21, d.string(&a.Traceparent)
	case "rationale":
		return 1 << 22, d.string(&a.Rationale)
	case "confidence":
		return 1 << 23, d.fraction(&a.Confidence)
	case "features":
		return 1 << 24, d.features(&a.Features)
	case "unseen":
		return 1 << 25, d.boolean(&a.Unseen)
	}
	return 0, d.unknown(name)
}

func (d *Decoder) agent(a *Agent) error {
	return d.object(func(name []byte) (uint32, error) {
		switch string(name) {
		case "id":
			return 1 << 0, d.string(&a.ID)
		case "name":
			return 1 << 1, d.string(&a.Name)
		}
		return 0, d.unknown(name)
	})
}

func (d *Decoder) origin(o *Origin) error {
	return d.object(func(name []byte) (uint32, error) {
		switch string(name) {
		case "addr":
			return 1 << 0, d.string(&o.Addr)
		case "net":
			return 1 << 1, d.string(&o.Net)
		case "client":
			return 1 << 2, d.string(&o.Client)
		case "owner":
			return 1 << 3, d.string(&o.Owner)
		case "key":
			return 1 << 4, d.string(&o.Key)
		}
		return 0, d.unknown(name)
	})
}

func (d *Decoder) target(t *Target) error {
	return d.object(func(name []byte) (uint32, error) {
		switch string(name) {
		case "kind":
			return 1 << 0, d.string(&t.Kind)
		case "id":
			return 1 << 1, d.string(&t.ID)
		case "agent_id":
			return 1 << 2, d.string(&t.AgentID)
		}
		return 0, d.unknown(name)
	})
}

func (d *Decoder) features(f *Features) error {
	return d.object(func(name []byte) (bit uint32, err error) {
		switch string(name) {
		case "embedding":
			return 1 << 0, d.string(&f.Embedding)
		case "bands":
			return 1 << 1, d.string(&f.Bands)
		case "injection":
			return 1 << 2, d.fraction(&f.Injection)
		case "repeats":
			return 1 << 3, d.fraction(&f.Repeats)
		case "runes":
			n, err := d.number()
			if f.Runes = uint32(n); uint64(f.Runes) != n {
				return 0, errUnusual
			}
			return 1 << 4, err
		case "embedding_model":
			return 1 << 5, d.string(&f.Model)
		}
		return 0, d.unknown(name)
	})
}

// time reads a time as Time.UnmarshalJSON does.
func (d *Decoder) time(to *Time) error {
	text, err := d.plainText()
	if err != nil {
		return err
	}
	parsed, err := time.Parse(time.RFC3339Nano, string(text))
	*to = At(parsed)
	return err
}
