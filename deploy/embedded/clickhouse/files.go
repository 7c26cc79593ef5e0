package clickhouse

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"text/template"
)

//go:embed config.xml.tmpl
var configTemplate string

//go:embed users.xml.tmpl
var usersTemplate string

// Names of what a data directory holds beside the lock.
const (
	engineDir       = "engine"
	logFile         = "server.log"
	configFile      = "config.xml"
	usersFile       = "users.xml"
	credentialsFile = "credentials.json"
)

// credentials are the passwords of the server's two users, made once a data directory.
type credentials struct {
	Services string `json:"services"`
	Grafana  string `json:"grafana"`
}

// prepare writes the engine's configuration into dir, for its owner's eyes only, and gives the
// passwords that hold there.
func prepare(dir string, cfg Config) (credentials, error) {
	if err := os.MkdirAll(filepath.Join(dir, engineDir), 0o700); err != nil {
		return credentials{}, fmt.Errorf("making the data directory of ClickHouse: %w", err)
	}
	secret, err := loadCredentials(filepath.Join(dir, credentialsFile))
	if err != nil {
		return credentials{}, err
	}
	keeperHost, keeperPort := "", ""
	if cfg.Keeper != "" {
		if keeperHost, keeperPort, err = net.SplitHostPort(cfg.Keeper); err != nil {
			return credentials{}, fmt.Errorf("the coordination server %q is not host:port: %w", cfg.Keeper, err)
		}
	}
	values := map[string]any{
		"Remotes": cfg.remotes, "KeeperHost": keeperHost, "KeeperPort": keeperPort,
		"Users": filepath.Join(dir, usersFile), "Log": filepath.Join(dir, logFile),
		"Memory": cfg.MemoryLimit, "Database": Database, "User": servicesUser, "Reader": grafanaUser,
		"ServicesHash": hash(secret.Services), "GrafanaHash": hash(secret.Grafana),
	}
	for name, text := range map[string]string{configFile: configTemplate, usersFile: usersTemplate} {
		var out bytes.Buffer
		t, err := template.New(name).Funcs(template.FuncMap{"text": escape}).Parse(text)
		if err == nil {
			err = t.Execute(&out, values)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), out.Bytes(), 0o600)
		}
		if err != nil {
			return credentials{}, fmt.Errorf("writing ClickHouse's %s: %w", name, err)
		}
	}
	return secret, nil
}

func loadCredentials(path string) (credentials, error) {
	var secret credentials
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		secret = credentials{Services: rand.Text(), Grafana: rand.Text()}
		if data, err = json.Marshal(secret); err == nil {
			err = os.WriteFile(path, data, 0o600)
		}
	} else if err == nil {
		err = json.Unmarshal(data, &secret)
		if err == nil && (secret.Services == "" || secret.Grafana == "") {
			err = errors.New("a password is missing")
		}
	}
	if err != nil {
		return credentials{}, fmt.Errorf("keeping ClickHouse's passwords in %s (delete the file to have new ones made): %w", path, err)
	}
	return secret, nil
}

// escape makes value safe as the text of an XML element.
func escape(value any) (string, error) {
	var out bytes.Buffer
	err := xml.EscapeText(&out, fmt.Append(nil, value))
	return out.String(), err
}

func hash(password string) string {
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}
