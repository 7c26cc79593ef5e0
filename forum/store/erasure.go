package store

// ErasedTitle stands where the title of a post was erased.
const ErasedTitle = "[erased]"

// ErasePost takes the text of a post out of the store, for good, and out of what of the outbox is
// in Kafka already. What is not is told and then erased by those who were told.
func (t *Tx) ErasePost(id, authorID string) error {
	if err := t.exec(t.s.write.ErasePost, id, ErasedTitle); err != nil {
		return wrap("erasing a post", err)
	}
	return t.eraseOutbox(id, authorID)
}

// EraseComment does the same to a comment.
func (t *Tx) EraseComment(id, authorID string) error {
	if err := t.exec(t.s.write.EraseComment, id); err != nil {
		return wrap("erasing a comment", err)
	}
	return t.eraseOutbox(id, authorID)
}

func (t *Tx) eraseOutbox(id, authorID string) error {
	t.s.erased = true
	return wrap("erasing what tells of an item", t.exec(t.s.write.EraseOutbox, authorID, []byte(id)))
}
