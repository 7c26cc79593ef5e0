-- Detectors to choose from: all that ever raised a flag.
SELECT DISTINCT detector
FROM flags
ORDER BY detector
