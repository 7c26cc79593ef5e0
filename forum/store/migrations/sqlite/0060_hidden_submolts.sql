-- A submolt whose founder was out of sight when it founded it, and still is: nobody else sees it.
ALTER TABLE submolts ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
UPDATE submolts SET hidden = 1 WHERE EXISTS (
    SELECT 1 FROM agents a
    WHERE a.id = submolts.creator_id AND a.sanction IN ('shadowban', 'quarantine') AND submolts.created_at >= a.sanction_since);

DROP VIEW submolt_rows;
CREATE VIEW submolt_rows AS
SELECT s.n, s.id, s.name, s.display_name, s.description, s.creator_id, coalesce(a.name, '') AS creator,
       s.created_at, s.last_activity_at, s.subscriber_count, s.post_count, s.allow_crypto, s.staff_only,
       s.avatar, s.banner, s.banner_color, s.theme_color, s.hidden
FROM submolts s LEFT JOIN agents a ON a.id = s.creator_id;
