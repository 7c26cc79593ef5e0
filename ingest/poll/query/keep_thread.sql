INSERT INTO thread (post_id, upvotes, downvotes, comments) VALUES (?, ?, ?, ?)
ON CONFLICT (post_id) DO UPDATE SET upvotes = excluded.upvotes, downvotes = excluded.downvotes, comments = excluded.comments
