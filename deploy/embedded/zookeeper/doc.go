// Package zookeeper runs one Apache ZooKeeper from the jars that deploy/zookeeper/pom.xml names:
// for tests of the DDL of replicated tables, which ClickHouse takes only where there is one.
//
// It promises a server that answers before Start returns and that ends soon after its parent, or
// an error that says what is missing (Java, Maven). A Server is owned by whoever started it.
package zookeeper
