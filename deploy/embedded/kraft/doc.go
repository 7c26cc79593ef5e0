// Package kraft runs Apache Kafka itself, in KRaft mode, from the jars that deploy/kafka/pom.xml
// names: for tests that must hold on the real broker, and for whoever wants it.
//
// It promises a broker that answers before Start returns and that ends soon after its parent,
// however the parent died, or an error that says what is missing (Java, Maven). It fetches the
// jars once and never installs Java. It keeps Kafka's own defaults for what clients can feel,
// such as the largest batch. A Broker is owned by whoever started it, who stops it.
package kraft
