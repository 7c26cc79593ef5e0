package compose_test

import (
	"go/version"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pinned is a tag that names one release: digits to the patch, and perhaps a variant.
var pinned = regexp.MustCompile(`^[a-z0-9./-]+:\d+\.\d+(\.\d+)*(-[a-z]+)?$`)

func TestImagesArePinned(t *testing.T) {
	for name, s := range readProject(t).Services {
		if s.Build == nil && !pinned.MatchString(s.Image) {
			t.Errorf("%s: image %q names no release", name, s.Image)
		}
	}
	for _, line := range dockerfile(t, "FROM ") {
		image, _, _ := strings.Cut(line, " ")
		if !pinned.MatchString(image) {
			t.Errorf("Dockerfile: image %q names no release", image)
		}
	}
}

// dockerfile gives what follows a prefix on the lines that begin with it.
func dockerfile(t *testing.T, prefix string) (rest []string) {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if after, found := strings.CutPrefix(line, prefix); found {
			rest = append(rest, strings.TrimSpace(after))
		}
	}
	if len(rest) == 0 {
		t.Fatalf("the Dockerfile has no line that begins with %q", prefix)
	}
	return rest
}

func TestDockerfileBuildsTheProgram(t *testing.T) {
	golang := regexp.MustCompile(`^golang:(\d+\.\d+\.\d+)-`).FindStringSubmatch(dockerfile(t, "FROM ")[0])
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	wanted := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(mod)
	if golang == nil || wanted == nil || version.Compare("go"+golang[1], "go"+string(wanted[1])) < 0 {
		t.Errorf("the image has Go %s, go.mod wants %s", golang, wanted)
	}
	for _, line := range dockerfile(t, "COPY ") {
		if strings.HasPrefix(line, "--from=") {
			continue
		}
		words := strings.Fields(line)
		for _, source := range words[:len(words)-1] {
			if strings.HasPrefix(source, "--") {
				continue
			}
			if _, err := os.Stat(filepath.Join("../..", source)); err != nil {
				t.Errorf("COPY: %v", err)
			}
		}
	}
	if user := dockerfile(t, "USER "); user[len(user)-1] == "root" {
		t.Error("the services would run as root")
	}
}
