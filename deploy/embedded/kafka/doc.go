// Package kafka runs a Kafka broker inside this process: franz-go's kfake, which speaks Kafka's
// own protocol on a local port and keeps its topics, records and group offsets on disk.
//
// It promises that a record is on disk before its producer hears so, and is there after kill -9.
// It is for one machine: one broker, no replicas, no authentication; only this machine reaches
// it. Records expire and are compacted as their topic's settings say, every hour and at its end; a
// kill within the moment in which a compacted topic is written anew can lose what that topic holds.
// Where the settings say nothing, records are kept until the directory is deleted. It never makes a topic
// by itself. A Broker is owned by whoever started it, who stops it.
package kafka
