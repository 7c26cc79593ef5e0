package moltwatch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/moltwatch/moltwatch"

// services meet on a wire, never by import.
var services = []string{"forum", "ingest", "detectors", "moderator", "live"}

// leaves may be imported by anyone although they stand in a service's folder.
var leaves = []string{"forum/client"}

// imports gives, for each package folder of the project, the project's packages that its
// files import; tests apart, which may compose what they test.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == "node_modules" || name == "bin" || strings.HasPrefix(name, ".") && file != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := path.Dir(filepath.ToSlash(file))
		found[folder] = append(found[folder], []string{}...)
		for _, spec := range parsed.Imports {
			if name, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/"); ok {
				found[folder] = append(found[folder], name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 10 {
		t.Fatalf("found only %d packages: this test does not see the project", len(found))
	}
	return found
}

func within(folder, parent string) bool {
	return folder == parent || strings.HasPrefix(folder, parent+"/")
}

func isLeaf(folder string) bool {
	return slices.ContainsFunc(leaves, func(leaf string) bool { return within(folder, leaf) })
}

func TestServicesNeverImportEachOther(t *testing.T) {
	for folder, imported := range imports(t) {
		for _, service := range services {
			if !within(folder, service) || isLeaf(folder) {
				continue
			}
			for _, name := range imported {
				for _, other := range services {
					if other != service && within(name, other) && !isLeaf(name) {
						t.Errorf("%s imports %s: services meet on a wire", folder, name)
					}
				}
			}
		}
	}
}

func TestLeavesKnowNothingAboveThem(t *testing.T) {
	for folder, imported := range imports(t) {
		for _, name := range imported {
			if within(folder, "internal") && !within(name, "internal") {
				t.Errorf("%s imports %s: an internal package imports internal packages only", folder, name)
			}
			if isLeaf(folder) && !isLeaf(name) {
				t.Errorf("%s imports %s: it knows the forum's HTTP API alone", folder, name)
			}
		}
	}
}

func TestOnlyCommandsComposeServices(t *testing.T) {
	composers := []string{"cmd", "deploy/embedded"}
	for folder, imported := range imports(t) {
		known := map[string]bool{}
		for _, name := range imported {
			for _, service := range services {
				if within(name, service) && !isLeaf(name) {
					known[service] = true
				}
			}
			if within(name, "deploy/embedded") && !slices.ContainsFunc(composers, func(c string) bool { return within(folder, c) }) {
				t.Errorf("%s imports %s: only cmd composes", folder, name)
			}
			if within(name, "cmd") && !within(folder, "cmd") {
				t.Errorf("%s imports %s: nothing stands above cmd", folder, name)
			}
		}
		if len(known) > 1 && !slices.ContainsFunc(composers, func(c string) bool { return within(folder, c) }) {
			t.Errorf("%s imports services %v: only cmd composes", folder, known)
		}
	}
}

func TestPackagesSayWhatTheyPromise(t *testing.T) {
	for folder := range imports(t) {
		if within(folder, "cmd") {
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, "doc.go"), nil, parser.PackageClauseOnly); err != nil {
			t.Errorf("%s has no doc.go that says what it promises: %v", folder, err)
		}
	}
}
