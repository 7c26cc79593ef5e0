package clickhouse

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// ClusterName is the name of the cluster that StartCluster makes.
const ClusterName = "moltwatch"

// remote is how one server of a cluster reaches another.
type remote struct {
	Port     int
	Password string
}

// StartCluster runs servers that know each other as the shards of one cluster, without
// replicas. Each has a data directory of its own, and they share their passwords. It is for
// tests of the sharded schema, and for whoever wants more than one process of the engine.
func StartCluster(ctx context.Context, configs []Config) ([]*Server, error) {
	remotes := make([]remote, len(configs))
	for i := range configs {
		cfg := &configs[i]
		if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
			return nil, fmt.Errorf("making the data directory of a shard: %w", err)
		}
		secret, err := sharedCredentials(configs[0].DataDir, cfg.DataDir)
		if err != nil {
			return nil, err
		}
		addr, err := freeAddr(cfg.TCPPort)
		if err != nil {
			return nil, err
		}
		_, port, err := net.SplitHostPort(addr)
		if err == nil {
			cfg.TCPPort, err = strconv.Atoi(port)
		}
		if err != nil {
			return nil, fmt.Errorf("choosing a port for a shard: %w", err)
		}
		remotes[i] = remote{Port: cfg.TCPPort, Password: secret.Services}
	}
	var servers []*Server
	for _, cfg := range configs {
		cfg.remotes = remotes
		server, err := Start(ctx, cfg)
		if err != nil {
			for _, s := range servers {
				err = errors.Join(err, s.Stop(ctx))
			}
			return nil, fmt.Errorf("starting a shard: %w", err)
		}
		servers = append(servers, server)
	}
	return servers, nil
}

// sharedCredentials gives the passwords of first, and makes them those of dir if it has none.
func sharedCredentials(first, dir string) (credentials, error) {
	shared, err := loadCredentials(filepath.Join(first, credentialsFile))
	if err != nil || dir == first {
		return shared, err
	}
	own := filepath.Join(dir, credentialsFile)
	if _, err := os.Stat(own); errors.Is(err, fs.ErrNotExist) {
		text, err := os.ReadFile(filepath.Join(first, credentialsFile))
		if err == nil {
			err = os.WriteFile(own, text, 0o600)
		}
		if err != nil {
			return credentials{}, fmt.Errorf("sharing the passwords of a cluster: %w", err)
		}
	}
	have, err := loadCredentials(own)
	if err == nil && have != shared {
		err = fmt.Errorf("%s and %s hold different passwords: the shards of a cluster share theirs", first, dir)
	}
	return shared, err
}
