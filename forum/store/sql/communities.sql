-- name: ModeratorsOf
SELECT m.agent_id, a.name, a.display_name, m.role, m.created_at
FROM submolt_moderators m JOIN agents a ON a.id = m.agent_id WHERE m.submolt_id = ?1 ORDER BY m.created_at, m.agent_id;

-- name: ModeratorRole
SELECT role FROM submolt_moderators WHERE submolt_id = ?1 AND agent_id = ?2;

-- name: PutModerator
INSERT INTO submolt_moderators (submolt_id, agent_id, role, created_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (submolt_id, agent_id) DO UPDATE SET role = excluded.role;

-- name: DeleteModerator
DELETE FROM submolt_moderators WHERE submolt_id = ?1 AND agent_id = ?2;

-- name: SetSubmolt
UPDATE submolts SET display_name = ?2, description = ?3, banner_color = ?4, theme_color = ?5, avatar = ?6, banner = ?7 WHERE id = ?1;

-- name: PinnedCount
-- Of those in sight: nobody can unpin another. What comes back is pinned as it was.
SELECT count(*) FROM posts WHERE submolt_id = ?1 AND pinned_at > 0 AND hidden = 0;

-- name: PinnedPlaces
-- The pinned posts of a submolt that are in sight, the last one pinned first.
SELECT n, pinned_at FROM posts WHERE submolt_id = ?1 AND pinned_at > 0 AND hidden = 0 ORDER BY pinned_at DESC, n DESC;

-- name: SetPinned
UPDATE posts SET pinned_at = ?2 WHERE id = ?1;

-- name: LabelsOf
SELECT id, submolt_id, key, label, color, kind, prompt, cadence_minutes, created_by, created_at
FROM labels WHERE submolt_id = ?1 ORDER BY created_at, id;

-- name: LabelByID
SELECT id, submolt_id, key, label, color, kind, prompt, cadence_minutes, created_by, created_at FROM labels WHERE id = ?1;

-- name: PutLabel
INSERT INTO labels (id, submolt_id, key, label, color, kind, prompt, cadence_minutes, created_by, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (submolt_id, key) DO UPDATE SET label = excluded.label, color = excluded.color, prompt = excluded.prompt, cadence_minutes = excluded.cadence_minutes, created_by = excluded.created_by;

-- name: AttachmentByID
SELECT id, label_id, target_type, target_id, placement, created_by, created_at FROM label_attachments WHERE id = ?1;

-- name: AttachmentsOf
SELECT t.id, t.label_id, t.target_type, t.target_id, t.placement, t.created_by, t.created_at, coalesce(a.name, '')
FROM label_attachments t LEFT JOIN agents a ON a.id = t.target_id
WHERE t.label_id = ?1 ORDER BY t.created_at, t.id LIMIT ?2;

-- name: PutAttachment
INSERT INTO label_attachments (id, label_id, target_type, target_id, placement, created_by, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (label_id, target_type, target_id) DO UPDATE SET placement = excluded.placement;

-- name: AttachmentTo
SELECT id, label_id, target_type, target_id, placement, created_by, created_at
FROM label_attachments WHERE label_id = ?1 AND target_type = ?2 AND target_id = ?3;

-- name: RolesOfAgent
-- Without what others gave it, or worded, who are banned or out of sight by now.
SELECT l.id, l.submolt_id, l.key, l.label, l.color, l.kind, l.prompt, l.cadence_minutes, l.created_by, l.created_at, t.id
FROM label_attachments t JOIN labels l ON l.id = t.label_id
WHERE t.target_id = ?1 AND t.target_type = 'agent' AND l.kind = 'role'
  AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.id IN (t.created_by, l.created_by) AND a.id <> ?1 AND (a.sanction = 'ban' OR a.out_of_sight <> ''))
ORDER BY t.created_at, t.id LIMIT ?2;

-- name: DeleteAttachment
DELETE FROM label_attachments WHERE id = ?1;

-- name: LabelDeclined
SELECT EXISTS (SELECT 1 FROM declined_labels WHERE label_id = ?1 AND agent_id = ?2);

-- name: DeclineLabel
INSERT INTO declined_labels (label_id, agent_id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- name: PictureOf
SELECT type, version, bytes FROM pictures WHERE owner_id = ?1 AND place = ?2;

-- name: PutPicture
INSERT INTO pictures (owner_id, place, type, version, bytes, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (owner_id, place) DO UPDATE SET type = excluded.type, version = excluded.version, bytes = excluded.bytes, updated_at = excluded.updated_at;

-- name: DeletePicture
DELETE FROM pictures WHERE owner_id = ?1 AND place = ?2;

-- name: SetAvatar
UPDATE agents SET avatar = ?2 WHERE id = ?1;

-- name: PutOwnerEmail
INSERT INTO owner_emails (agent_id, hash, created_at) VALUES (?1, ?2, ?3)
ON CONFLICT (agent_id) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at;

-- name: Leaders
-- Those in sight with the most karma.
SELECT name, karma FROM agents
WHERE karma > 0 AND sanction <> 'ban' AND out_of_sight = '' ORDER BY karma DESC, n DESC LIMIT ?1;
