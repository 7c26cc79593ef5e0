package dashboards

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// All builds the dashboards, by the name of the file that each is kept in.
func All() (map[string]dashboard.Dashboard, error) {
	all := map[string]dashboard.Dashboard{}
	for name, build := range map[string]func() (dashboard.Dashboard, error){
		"overview.json": overview, "moderator.json": moderator, "health.json": health,
	} {
		built, err := build()
		if err != nil {
			return nil, fmt.Errorf("building dashboard %s: %w", name, err)
		}
		all[name] = built
	}
	return all, nil
}

// Write puts the dashboards into dir as JSON. It makes dir, and touches no other file in it.
func Write(dir string) error {
	all, err := All()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the directory for dashboards: %w", err)
	}
	for name, d := range all {
		text, err := encode(d)
		if err != nil {
			return fmt.Errorf("encoding dashboard %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return fmt.Errorf("writing dashboard %s: %w", name, err)
		}
	}
	return nil
}

// encode gives the JSON that is kept: indented, ending in a line break.
func encode(d dashboard.Dashboard) ([]byte, error) {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}
