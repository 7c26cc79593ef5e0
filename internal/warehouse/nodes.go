package warehouse

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// node is one server that has tables of its own.
type node struct {
	name    string
	conn    driver.Conn
	release func() error
}

// nodes connects to the servers of a layout: this one, or each of the cluster, with the user
// and password that this one takes. Statements run on each by itself: ON CLUSTER would need a
// Keeper, and waits for nodes that are down without saying which.
func (w *Warehouse) nodes(ctx context.Context, layout Layout) ([]*node, error) {
	if layout.Cluster == "" {
		return []*node{{name: w.options.Addr[0], conn: w.conn, release: func() error { return nil }}}, nil
	}
	rows, err := w.conn.Query(ctx, "SELECT host_name, port FROM system.clusters WHERE cluster = {cluster:String} ORDER BY shard_num, replica_num", clickhouse.Named("cluster", layout.Cluster))
	if err != nil {
		return nil, fmt.Errorf("reading which nodes the cluster %s has: %w", layout.Cluster, err)
	}
	defer rows.Close()
	var addrs []string
	for rows.Next() {
		var host string
		var port uint16
		if err := rows.Scan(&host, &port); err != nil {
			return nil, fmt.Errorf("reading a node of the cluster %s: %w", layout.Cluster, err)
		}
		addrs = append(addrs, net.JoinHostPort(host, strconv.Itoa(int(port))))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading which nodes the cluster %s has: %w", layout.Cluster, err)
	}
	if len(addrs) == 0 {
		return nil, fmt.Errorf("ClickHouse at %v knows no cluster %q: it has to stand under remote_servers in its configuration", w.options.Addr, layout.Cluster)
	}
	var nodes []*node
	for _, addr := range addrs {
		options := *w.options
		options.Addr = []string{addr}
		conn, err := clickhouse.Open(&options)
		if err == nil {
			err = conn.Ping(ctx)
		}
		if err != nil {
			for _, n := range slices.Backward(nodes) {
				n.release()
			}
			return nil, fmt.Errorf("reaching node %s of the cluster %s (its schema must be brought up to date too): %w", addr, layout.Cluster, err)
		}
		nodes = append(nodes, &node{name: addr, conn: patient{conn}, release: conn.Close})
	}
	return nodes, nil
}
