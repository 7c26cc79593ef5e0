package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

// What strangers behind a proxy do is counted for each, and for the proxy where it is not trusted.
func TestTrustedProxiesTellStrangersApart(t *testing.T) {
	t.Setenv(varAdminToken, strings.Repeat("t", 32))
	broker := testparts.Kafka(t)
	for trusted, want := range map[string]int{"127.0.0.1,10.0.0.0/8": http.StatusCreated, "10.0.0.0/8": http.StatusTooManyRequests} {
		p := start(t, "forum", "--data", t.TempDir(), "--kafka", broker, "--trusted-proxies", trusted, "--producer", "forum-"+fmt.Sprint(want))
		url, last := p.after("forum"), 0
		for i := range 11 { // one more than the limit of an address block
			body := strings.NewReader(fmt.Sprintf(`{"name": "agent-%d", "description": "one"}`, i))
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/v1/agents/register", body)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.%d.7, 10.0.0.9", i))
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			last = res.StatusCode
		}
		if last != want {
			t.Errorf("with --trusted-proxies %s the last stranger gets %d, want %d", trusted, last, want)
		}
	}
}
