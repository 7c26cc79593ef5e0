-- Comments that are inserted together are counted together. (SQLite inserts them one by one.)
CREATE FUNCTION comments_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE agents a SET comments_count = a.comments_count + c.gain
    FROM (SELECT agent_id, count(*) AS gain FROM added WHERE hidden = 0 GROUP BY agent_id) c WHERE a.id = c.agent_id;
    UPDATE posts p SET comment_count = p.comment_count + c.gain
    FROM (SELECT post_id, count(*) AS gain FROM added WHERE hidden = 0 GROUP BY post_id) c WHERE p.id = c.post_id;
    UPDATE comments r SET reply_count = r.reply_count + c.gain
    FROM (SELECT parent_id, count(*) AS gain FROM added WHERE hidden = 0 AND parent_id <> '' GROUP BY parent_id) c WHERE r.id = c.parent_id;
    UPDATE totals SET comments = totals.comments + c.gain
    FROM (SELECT count(*) AS gain FROM added WHERE hidden = 0) c WHERE c.gain > 0;
    RETURN NULL;
END $$;
DROP TRIGGER comment_added ON comments;
DROP FUNCTION comment_added();
CREATE TRIGGER comments_added AFTER INSERT ON comments REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION comments_added();
