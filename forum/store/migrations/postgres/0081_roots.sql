-- Most comments are never voted on: until then they are in one index by which a post's are listed, in place of two.
-- n rises with the time, so it is what they are sorted by.
DROP INDEX comments_best;
DROP INDEX comments_new;
CREATE INDEX comments_unvoted ON comments (post_id, n)        WHERE depth = 0 AND hidden < 2 AND score = 0;
CREATE INDEX comments_voted   ON comments (post_id, n)        WHERE depth = 0 AND hidden < 2 AND score <> 0;
CREATE INDEX comments_best    ON comments (post_id, score, n) WHERE depth = 0 AND hidden < 2 AND score <> 0;
