-- name: ErasePost
UPDATE posts SET title = ?2, url = '', content = '' WHERE id = ?1;

-- name: EraseComment
UPDATE comments SET content = '' WHERE id = ?1;

-- name: InsertTold
INSERT INTO told (subject_id, action_id, agent_id) VALUES (?1, ?2, ?3);

-- name: ToldOf
SELECT action_id, agent_id FROM told WHERE subject_id = ?1 ORDER BY action_id;

-- name: ForgetTold
DELETE FROM told WHERE subject_id = ?1;

-- name: EraseAgent
UPDATE agents SET display_name = name, description = '', metadata = '', avatar = '' WHERE id = ?1;

-- name: EraseSubmolt
UPDATE submolts SET display_name = name, description = '', avatar = '', banner = '' WHERE id = ?1;

-- name: EraseMessage
UPDATE messages SET content = '' WHERE id = ?1;

-- name: EraseReport
UPDATE reports SET reason = '' WHERE id = ?1;

-- name: EraseAppeal
UPDATE appeals SET words = '' WHERE id = ?1;

-- name: WriterOfMessage
SELECT sender_id FROM messages WHERE id = ?1;

-- name: WriterOfReport
SELECT reporter_id FROM reports WHERE id = ?1;

-- name: WriterOfAppeal
SELECT agent_id FROM appeals WHERE id = ?1;

-- name: OutboxOf
-- All rows of an agent, whether they are in Kafka or not.
SELECT id, body FROM outbox WHERE agent_id = ?1;
