-- What an agent said of its own act: why it did it, and how sure it was (0: not said).
ALTER TABLE actions ADD COLUMN IF NOT EXISTS rationale String CODEC(ZSTD), ADD COLUMN IF NOT EXISTS confidence Float32;
