package kraft

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/moltwatch/moltwatch/deploy/embedded/jvm"
	"github.com/moltwatch/moltwatch/deploy/embedded/process"
)

// properties make one process broker and controller, sized for one machine. Its arguments are
// the broker's listeners, the controller's address, and the folder of the logs.
const properties = `process.roles=broker,controller
node.id=1
listeners=%[1]s,CONTROLLER://%[2]s
advertised.listeners=%[1]s
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=%[2]s
log.dirs=%[3]s
log.retention.ms=-1
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
`

const logging = `Configuration:
  Appenders:
    Console: {name: out, PatternLayout: {pattern: "%p %c{1} %m%n"}}
  Loggers:
    Root: {level: warn, AppenderRef: [{ref: out}]}
`

// Names of what a data directory holds.
const (
	propertiesFile = "server.properties"
	loggingFile    = "log4j2.yaml"
	outputFile     = "kafka.log"
	logsDir        = "data"
)

// prepare writes Kafka's configuration into dir and formats its storage if it is new.
func prepare(ctx context.Context, cfg Config, lib string, at addresses) error {
	dir := cfg.Dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making Kafka's data directory: %w", err)
	}
	logs := filepath.Join(dir, logsDir)
	listeners, secured := "PLAINTEXT://"+at.plain, ""
	if cfg.Login != nil {
		if err := certify(dir); err != nil {
			return err
		}
		listeners += ",SASL_SSL://" + at.secure
		asked := "none"
		if cfg.Login.NeedCertificate {
			asked = "required"
		}
		secured = fmt.Sprintf(securityProperties, filepath.Join(dir, keystoreFile), filepath.Join(dir, authorityFile), asked, cfg.Login.User, cfg.Login.Password)
	}
	for name, text := range map[string]string{
		propertiesFile: fmt.Sprintf(properties, listeners, at.controller, logs) + secured, loggingFile: logging,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("writing Kafka's configuration: %w", err)
		}
	}
	if _, err := os.Stat(filepath.Join(logs, "meta.properties")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	id := uuid.New()
	// With =, since an id may begin with a dash.
	args := jvm.Command(lib, options(dir), "kafka.tools.StorageTool", "format", "--standalone",
		"--cluster-id="+base64.RawURLEncoding.EncodeToString(id[:]), "-c", filepath.Join(dir, propertiesFile))
	if cfg.Login != nil {
		for _, mechanism := range []string{"SCRAM-SHA-256", "SCRAM-SHA-512"} {
			args = append(args, fmt.Sprintf("--add-scram=%s=[name=%s,password=%s]", mechanism, cfg.Login.User, cfg.Login.Password))
		}
	}
	if out, err := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput(); err != nil {
		return fmt.Errorf("formatting Kafka's storage: %w: %s", err, process.Excerpt(out))
	}
	return nil
}

// options are those of Java for a broker whose data is in dir: one that starts quickly and lives
// for seconds, so that it is compiled once, simply, and its garbage is collected by one thread.
func options(dir string) []string {
	return []string{"-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlog4j2.configurationFile=" + filepath.Join(dir, loggingFile)}
}
