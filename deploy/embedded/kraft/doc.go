// Package kraft runs Apache Kafka itself, in KRaft mode, from the jars that deploy/kafka/pom.xml
// names: for tests that must hold on the real broker.
//
// It promises a broker that answers, or an error that says what is missing (Java, Maven). It
// never installs Java. Broker is owned by who started it.
package kraft
