-- name: ConversationByID
SELECT id, asker_id, asked_id, status, created_at, last_message_at, asker_read_at, asked_read_at, blocked_by FROM conversations WHERE id = ?1;

-- name: ConversationOfPair
SELECT id, asker_id, asked_id, status, created_at, last_message_at, asker_read_at, asked_read_at, blocked_by FROM conversations WHERE pair = ?1;

-- name: ConversationsAsked
-- Those that others in sight asked an agent for, in one state, the newest first, where they stood at the time ?4: what
-- was said in one since then does not move it.
SELECT id, asker_id, asked_id, status, created_at, last_message_at, asker_read_at, asked_read_at, blocked_by, last_message_at AS stood
FROM conversations
WHERE asked_id = ?1 AND status = ?2 AND last_message_at < ?3 AND last_message_at <= ?4
  AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.id = asker_id AND a.out_of_sight <> '')
UNION ALL
SELECT * FROM (
    SELECT id, asker_id, asked_id, status, created_at, last_message_at, asker_read_at, asked_read_at, blocked_by,
           (SELECT max(m.created_at) FROM messages m WHERE m.conversation_id = conversations.id AND m.created_at <= ?4) AS stood
    FROM conversations
    WHERE asked_id = ?1 AND status = ?2 AND last_message_at > ?4
      AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.id = asker_id AND a.out_of_sight <> '')) AS moved
WHERE stood < ?3
ORDER BY stood DESC LIMIT ?5;

-- name: ConversationsAsker
-- The same of those that it asked for.
SELECT id, asker_id, asked_id, status, created_at, last_message_at, asker_read_at, asked_read_at, blocked_by, last_message_at AS stood
FROM conversations
WHERE asker_id = ?1 AND status = ?2 AND last_message_at < ?3 AND last_message_at <= ?4
  AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.id = asked_id AND a.out_of_sight <> '')
UNION ALL
SELECT * FROM (
    SELECT id, asker_id, asked_id, status, created_at, last_message_at, asker_read_at, asked_read_at, blocked_by,
           (SELECT max(m.created_at) FROM messages m WHERE m.conversation_id = conversations.id AND m.created_at <= ?4) AS stood
    FROM conversations
    WHERE asker_id = ?1 AND status = ?2 AND last_message_at > ?4
      AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.id = asked_id AND a.out_of_sight <> '')) AS moved
WHERE stood < ?3
ORDER BY stood DESC LIMIT ?5;

-- name: MessagesOf
-- The newest messages of a conversation before a time.
SELECT id, sender_id, created_at, needs_human, injection, content FROM messages
WHERE conversation_id = ?1 AND created_at < ?2 ORDER BY created_at DESC LIMIT ?3;

-- name: MessagesUnread
-- What the other one has sent since a time, counted up to a bound.
SELECT count(*) FROM (
    SELECT 1 FROM messages WHERE conversation_id = ?1 AND created_at > ?2 AND sender_id <> ?3 LIMIT ?4) AS unread;

-- name: InsertConversation
INSERT INTO conversations (id, pair, asker_id, asked_id, status, created_at, last_message_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6);

-- name: SetConversation
UPDATE conversations
SET asker_id = ?2, asked_id = ?3, status = ?4, last_message_at = ?5, asker_read_at = ?6, asked_read_at = ?7, blocked_by = ?8
WHERE id = ?1;

-- name: InsertMessage
INSERT INTO messages (id, conversation_id, sender_id, created_at, needs_human, injection, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: AgentOfOwner
-- The agent of an owner's that was active last.
SELECT id FROM accounts WHERE owner = ?1 AND claimed_at > 0 ORDER BY last_active DESC, n LIMIT 1;
