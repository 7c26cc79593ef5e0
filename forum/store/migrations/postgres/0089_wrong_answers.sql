-- How many wrong answers were given: a few, or the answer could be guessed.
ALTER TABLE challenges ADD COLUMN wrong INTEGER NOT NULL DEFAULT 0;
