-- Whether a text holds a piece of text, in whatever case and script. lower() by itself knows the letters that the database's
-- locale knows, which in C are those of ASCII; a server without ICU has nothing better.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu') THEN
        CREATE FUNCTION holds(body text, piece text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $holds$ SELECT strpos(lower(body COLLATE "und-x-icu"), lower(piece COLLATE "und-x-icu")) > 0 $holds$;
    ELSE
        CREATE FUNCTION holds(body text, piece text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $holds$ SELECT strpos(lower(body), lower(piece)) > 0 $holds$;
    END IF;
END $$;
