package event

// DeadLetter is a record that ingest could not take, whole, with the reason. Topic
// forum.actions.dlq. Source topic, partition and offset identify it and are its key: after a crash the
// same letter may be there twice, and what was erased from one is written under its key.
type DeadLetter struct {
	V         int    `json:"v"`
	Topic     string `json:"topic"`
	Partition int    `json:"partition"`
	Offset    int64  `json:"offset"`
	Time      Time   `json:"time"` // when the broker took the record
	Reason    string `json:"reason"`
	Key       []byte `json:"key,omitempty"`
	Raw       []byte `json:"raw"`               // the record's bytes, base64 in JSON; empty in a mark
	Retried   *Time  `json:"retried,omitempty"` // a mark: the letter of this source was sent again then
	Erased    *Time  `json:"erased,omitempty"`  // what the record of this source held was erased then
}
