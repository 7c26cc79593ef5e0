// Package angle tells how far apart two texts' vectors are by the signs of their coordinates: the share
// in which they differ is their angle over π, on average (Charikar 2002, Similarity estimation techniques
// from rounding algorithms, section 3; the coordinates stand in for random directions).
//
// It promises an eighth of the bytes of a vector, and allocates nothing. It never reads ClickHouse, which
// makes the signs (texts.sql of the detectors that use them).
package angle
