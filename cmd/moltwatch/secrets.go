package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// secret gives the value of an environment variable, or of a file in the data directory that
// is made on first use and readable by its owner only.
func (a *application) secret(variable, file string) (string, error) {
	if value := os.Getenv(variable); value != "" {
		return value, nil
	}
	path := filepath.Join(a.dataDir, "secrets", file)
	value, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(value)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading a secret (or set %s): %w", variable, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("making the directory for secrets: %w", err)
	}
	random := make([]byte, 32)
	rand.Read(random)
	made := hex.EncodeToString(random)
	// The file appears whole or not at all: a crash must not leave half a key.
	if err := os.WriteFile(path+".new", []byte(made+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keeping a new secret: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return "", fmt.Errorf("keeping a new secret: %w", err)
	}
	return made, nil
}

// clickhouseDSN puts the password from the environment into the address, and refuses one
// that stands on the command line.
func (a *application) clickhouseDSN() (string, error) {
	if a.clickhouse == "" {
		return "", nil
	}
	u, err := url.Parse(a.clickhouse)
	if err != nil || u.Scheme != "clickhouse" || u.Host == "" {
		return "", usageError{errors.New("--clickhouse: want clickhouse://user@host:port/database")}
	}
	if err := a.noPassword("--clickhouse", u, varClickHousePassword); err != nil {
		return "", err
	}
	if _, has := u.User.Password(); has {
		return u.String(), nil
	}
	if password := os.Getenv(varClickHousePassword); password != "" {
		u.User = url.UserPassword(u.User.Username(), password)
	}
	return u.String(), nil
}

// storeURL gives the address of the forum's PostgreSQL, "" for none, and its password.
func (a *application) storeURL() (address, password string, err error) {
	if a.forumStore == "" {
		return "", "", nil
	}
	u, err := url.Parse(a.forumStore)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Host == "" {
		return "", "", usageError{errors.New("--forum-store: want postgres://user@host:port/database")}
	}
	return a.forumStore, os.Getenv(varStorePassword), a.noPassword("--forum-store", u, varStorePassword)
}

// noPassword refuses an address on the command line that holds a password.
func (a *application) noPassword(flag string, u *url.URL, variable string) error {
	password, _ := u.User.Password()
	for _, arg := range a.args {
		if password != "" && strings.Contains(arg, password) {
			return usageError{fmt.Errorf("%s holds a password, which everybody who lists processes can read: put it into %s", flag, variable)}
		}
	}
	return nil
}

// guideKey gives the private half of the key that signs what agents are told.
func (a *application) guideKey() ([]byte, error) {
	text, err := a.secret(varGuideKey, "guide_key")
	if err != nil {
		return nil, err
	}
	seed, err := hex.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s is not %d bytes in hex: it signs what agents are told", varGuideKey, ed25519.SeedSize)
	}
	return seed, nil
}
