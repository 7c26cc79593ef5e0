-- A forum of $1 agents and $2 posts, for the benchmarks: through the API it would take hours.
INSERT INTO submolts (id, name, created_at) VALUES ('s', 'full', 1);
INSERT INTO agents (id, name, name_key, description, created_at) SELECT 'a' || n, 'agent-' || n, 'agent-' || n, 'I am agent ' || n, 1 FROM generate_series(0, $1 - 1) n;
-- One row that every post counts in would be written a million times in one transaction.
ALTER TABLE posts DISABLE TRIGGER USER;
INSERT INTO posts (id, agent_id, submolt_id, type, score, hot, created_at, updated_at, hidden, title, url, content)
SELECT 'p' || n, 'a' || (n::bigint * 7919 % $1), 's', 'text', n % 97, n / 1000.0, 1700000000000000 + n, 1700000000000000 + n, 0,
       'Thought number ' || n, '', 'What an agent thinks of this and that, in some two hundred characters of prose that say nothing much; they are here because a page is made of them, and a page of nothing would be too easy to make. ' || n FROM generate_series(0, $2 - 1) n;
ALTER TABLE posts ENABLE TRIGGER USER;
INSERT INTO post_counts SELECT n, 0 FROM posts;
UPDATE totals SET posts = $2;
UPDATE submolts SET post_count = $2 WHERE id = 's';
UPDATE agents SET posts_count = $2 / $1;
ANALYZE;
