package kraft

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// ErrUnavailable is returned where Apache Kafka cannot run: the error says what is missing.
var ErrUnavailable = errors.New("apache kafka cannot run here")

// jars gives the folder with Kafka's jars, fetching them by Maven the first time.
func jars(ctx context.Context) (string, error) {
	for _, tool := range []string{"java", "mvn"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", fmt.Errorf("%w: %s is not installed (Java 17 or newer and Maven are needed)", ErrUnavailable, tool)
		}
	}
	dir, err := findPom()
	if err != nil {
		return "", err
	}
	lib := filepath.Join(dir, "lib")
	if found, err := filepath.Glob(filepath.Join(lib, "kafka_*.jar")); err == nil && len(found) > 0 {
		return lib, nil
	}
	command := exec.CommandContext(ctx, "mvn", "-q", "-B", "-f", filepath.Join(dir, "pom.xml"), "dependency:copy-dependencies", "-DoutputDirectory="+lib+".part")
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: fetching its jars by Maven: %v: %.500s", ErrUnavailable, err, out)
	}
	if err := os.Rename(lib+".part", lib); err != nil {
		return "", fmt.Errorf("keeping Kafka's jars: %w", err)
	}
	return lib, nil
}

// findPom looks for deploy/kafka/pom.xml from the working directory upwards.
func findPom() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding the working directory: %w", err)
	}
	for {
		candidate := filepath.Join(dir, "deploy", "kafka")
		if _, err := os.Stat(filepath.Join(candidate, "pom.xml")); err == nil {
			return candidate, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%w: deploy/kafka/pom.xml is in none of the folders above", ErrUnavailable)
		}
		dir = parent
	}
}
