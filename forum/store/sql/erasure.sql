-- name: ErasePost
UPDATE posts SET title = ?2, url = '', content = '' WHERE id = ?1;

-- name: EraseComment
UPDATE comments SET content = '' WHERE id = ?1;
