// Package angle tells how far apart two texts' vectors are by the signs of their coordinates: the share
// in which they differ is their angle over π, on average (Charikar 2002, Similarity estimation techniques
// from rounding algorithms, section 3; the coordinates stand in for random directions).
//
// It promises an eighth of the bytes of a vector, and that comparing two allocates nothing. Its Index finds
// the nearest of earlier vectors most of the time, and holds their numbers alone. It never reads ClickHouse,
// which makes most signs (texts.sql of the detectors that use them).
package angle
