package secrets

import (
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"
)

// What finds something, and a path, is no secret; the same value with another name is.
func TestWhatAKeyFindsSomethingByIsNoSecret(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	digest, short := hex.EncodeToString(bytesOf(r, 32)), hex.EncodeToString(bytesOf(r, 16))
	drawn := draw(r, letters, 31) + "7"
	for _, text := range []string{
		"object key: reports/2025/07/14/weekly.csv.zst", "key: users/avatars/2026/shell.png", `"Key": "logs/app-01/2026-03-02/part-00012.parquet"`, "The key is snapshots/v2/2024/Main.tar",
		"the cache key " + digest + " was stale", `cacheKey: "` + digest + `"`, "CACHE_KEY=" + drawn, "cache-key: " + drawn,
		"primary key: " + short, "foreign_key = " + short, "primaryKey=" + digest, "unique key is " + digest,
		"partition key: " + drawn, "sort key " + drawn, "shard_key: " + drawn, "dedup key: " + drawn, "Idempotency-Key: " + drawn, "My idempotency key is " + drawn,
		"continuation_token: " + drawn, `"nextPageToken": "` + drawn + `"`, "next_page_token=" + drawn, "page token: " + drawn, "syncToken=" + drawn, "lookup key: `" + drawn + "`",
		"next_token: " + digest, "index key: " + short, "public token: " + drawn, "publicKey=" + drawn,
	} {
		for _, f := range Find(text) {
			t.Errorf("%q: %s is none: %q", text, f.Kind, text[f.Start:f.End])
		}
	}
	azure := base64.StdEncoding.EncodeToString(bytesOf(r, 64))
	for _, text := range []string{
		"api key: %", "the secret key: %", "primary_api_key=%", "object_secret_key: %", "cache auth token: %", "cache token secret: %", "CACHE_ACCESS_TOKEN=%", "my key is %", "my token: %",
		"Primary key: %", "the public site has a key: %", "page me, the token is %", "cache, key: %",
	} {
		for _, value := range []string{drawn, azure} {
			text := strings.Replace(text, "%", value, 1)
			if masked, found := Mask(text); len(found) != 1 || strings.Contains(masked, value[len(value)/3:]) {
				t.Errorf("%q: %v, masked %q", text, found, masked)
			}
		}
	}
	for range 2000 { // as AWS draws them
		key := draw(r, letters+"+/", 39) + "7"
		if isPath(key) {
			t.Errorf("%q is called a path", key)
		}
	}
}
