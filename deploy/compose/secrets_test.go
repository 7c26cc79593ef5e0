package compose_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	secretName = regexp.MustCompile(`PASSWORD|TOKEN|SECRET|_KEY`)
	required   = regexp.MustCompile(`^\$\{([A-Z_]+):\?[^}]+\}$`)
	reference  = regexp.MustCompile(`\$\{?([A-Z_]+)[^}]*`)
)

// A secret is asked of whoever starts it, and has no default to forget about.
func TestSecretsAreNotInTheFile(t *testing.T) {
	asked := map[string]bool{}
	for name, s := range readProject(t).Services {
		for variable, value := range s.Environment {
			found := required.FindStringSubmatch(value)
			if secretName.MatchString(variable) != (found != nil) {
				t.Errorf("%s: %s is %q: secrets are ${NAME:?what to do}, and nothing else is", name, variable, value)
			}
			if found != nil {
				asked[found[1]] = true
			} else if reference.MatchString(value) {
				t.Errorf("%s: %s refers to the environment without demanding it", name, variable)
			}
		}
	}
	made := map[string]bool{}
	for name := range runSecrets(t, t.TempDir()) {
		made[name] = true
	}
	for name := range asked {
		if !made[name] {
			t.Errorf("compose.yaml asks for %s, which secrets.sh does not make", name)
		}
	}
	for name := range made {
		if !asked[name] {
			t.Errorf("secrets.sh makes %s, which nobody asks for", name)
		}
	}
}

// runSecrets runs secrets.sh in dir and gives what it made.
func runSecrets(t *testing.T, dir string) map[string]string {
	t.Helper()
	script, err := os.ReadFile("secrets.sh")
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "secrets.sh")
	if err := os.WriteFile(copied, script, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "sh", copied).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("secrets.sh: %v, says %q", err, out)
	}
	path := filepath.Join(dir, ".env")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf(".env has mode %v", info.Mode())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		made[name] = value
	}
	return made
}

func TestSecretsAreLongAndStay(t *testing.T) {
	dir := t.TempDir()
	first := runSecrets(t, dir)
	var values []string
	for name, value := range first {
		if !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(value) || slices.Contains(values, value) {
			t.Errorf("%s is not 32 random bytes of its own", name)
		}
		values = append(values, value)
	}
	for name, value := range runSecrets(t, dir) {
		if first[name] != value {
			t.Errorf("%s changed when the script ran again", name)
		}
	}
	ignored, err := os.ReadFile(".gitignore")
	if err != nil || !strings.Contains(string(ignored), "/.env\n") {
		t.Errorf("git would take .env (%v)", err)
	}
}
