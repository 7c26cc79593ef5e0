package kraft

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/segmentio/kafka-go"
)

// Broker is a running Apache Kafka, broker and controller in one.
type Broker struct {
	command *exec.Cmd
	addr    string
	done    chan struct{}
}

const startTimeout = 60 * time.Second

const properties = `process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://%[1]s,CONTROLLER://%[2]s
advertised.listeners=PLAINTEXT://%[1]s
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=%[2]s
log.dirs=%[3]s
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
`

const logging = `Configuration:
  Appenders:
    Console: {name: STDOUT, PatternLayout: {pattern: "%p %m%n"}}
  Loggers:
    Root: {level: warn, AppenderRef: [{ref: STDOUT}]}
`

// Start starts a broker whose data is in dir and returns when it answers.
func Start(ctx context.Context, dir string) (*Broker, error) {
	lib, err := jars(ctx)
	if err != nil {
		return nil, err
	}
	addr, controller, err := freeAddresses()
	if err != nil {
		return nil, err
	}
	config, log4j := filepath.Join(dir, "server.properties"), filepath.Join(dir, "log4j2.yaml")
	for path, content := range map[string]string{
		config: fmt.Sprintf(properties, addr, controller, filepath.Join(dir, "data")), log4j: logging,
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return nil, fmt.Errorf("writing Kafka's configuration: %w", err)
		}
	}
	java := func(class string, args ...string) *exec.Cmd {
		return exec.Command("java", append([]string{
			"-Xmx512m", "-Dlog4j2.configurationFile=" + log4j, "-cp", filepath.Join(lib, "*"), class,
		}, args...)...)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "meta.properties")); errors.Is(err, os.ErrNotExist) {
		id := uuid.New()
		format := java("kafka.tools.StorageTool", "format", "--standalone", "-t", base64ID(id), "-c", config)
		if out, err := format.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("formatting Kafka's storage: %w: %.500s", err, out)
		}
	}
	b := &Broker{command: java("kafka.Kafka", config), addr: addr, done: make(chan struct{})}
	output, err := os.Create(filepath.Join(dir, "kafka.log"))
	if err != nil {
		return nil, fmt.Errorf("making Kafka's log: %w", err)
	}
	defer output.Close()
	b.command.Stdout, b.command.Stderr = output, output
	if err := b.command.Start(); err != nil {
		return nil, fmt.Errorf("starting Kafka: %w", err)
	}
	go func() { // ends with the process, which Stop ends
		b.command.Wait()
		close(b.done)
	}()
	if err := b.waitReady(ctx, output.Name()); err != nil {
		b.Stop()
		return nil, err
	}
	return b, nil
}

func (b *Broker) waitReady(ctx context.Context, logFile string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	client := &kafka.Client{Addr: kafka.TCP(b.addr), Timeout: time.Second}
	for {
		meta, err := client.Metadata(ctx, &kafka.MetadataRequest{})
		if err == nil && len(meta.Brokers) > 0 {
			return nil
		}
		select {
		case <-b.done:
			said, _ := os.ReadFile(logFile)
			return fmt.Errorf("kafka ended before it answered: %.1000s", said)
		case <-ctx.Done():
			return fmt.Errorf("waiting for Kafka to answer: %w", errors.Join(ctx.Err(), err))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Addr is host:port.
func (b *Broker) Addr() string { return b.addr }

// Stop asks the broker to end, and makes it end if it does not.
func (b *Broker) Stop() {
	b.command.Process.Signal(os.Interrupt)
	select {
	case <-b.done:
	case <-time.After(15 * time.Second):
		b.command.Process.Kill()
		<-b.done
	}
}

func freeAddresses() (broker, controller string, err error) {
	var found [2]string
	for i := range found {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", "", fmt.Errorf("finding a free port: %w", err)
		}
		defer l.Close()
		found[i] = l.Addr().String()
	}
	return found[0], found[1], nil
}
