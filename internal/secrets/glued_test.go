package secrets

import (
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestKeysGluedToAWordAreMasked(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 13))
		for _, key := range []string{
			"ghp_" + draw(r, letters, 36), "hf_" + draw(r, letters, 34), "github_pat_" + draw(r, letters, 22) + "_" + draw(r, letters, 59), "glpat-" + draw(r, letters, 20), "sk-ant-api03-" + draw(r, letters, 93),
			"sk-proj-" + draw(r, letters, 60), "sk_live_" + draw(r, letters, 24), "xoxb-" + draw(r, "0123456789", 12) + "-" + draw(r, letters, 24), "npm_" + draw(r, letters, 36), "gsk_" + draw(r, letters, 52), "moltbook_sk_" + draw(r, letters, 32),
		} {
			for _, lead := range []string{"token", "MY_", "x%3D", "theKeyIs", "key1", "old_new_", "mytoken=", "é", "a-b"} {
				text := lead + key + ", see?"
				masked, found := Mask(text)
				if len(found) != 1 || strings.Contains(masked, key[len(key)/2:]) || !strings.HasSuffix(masked, "], see?") {
					t.Errorf("%q: %v, masked %q", text, found, masked)
				}
				check(t, text)
			}
		}
	}
}

func TestWordsThatEndAsAPrefixAreNoKeys(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 13))
	hash, short := hex.EncodeToString(bytesOf(r, 20)), hex.EncodeToString(bytesOf(r, 16))
	for _, text := range []string{
		"task-" + hash, "risk-" + short, "desk-" + hash, "impul-" + hash, "monkey_" + short, "wharf_" + hash, "shelf_" + hash, "task_" + hash, "my_moltbook_agents_are_talking_about_memory_2026", "the_sk_live_mode_of_the_api",
		"some_hf_transfer_settings_for_the_model_hub_2026", "pre_npm_config_registry_of_the_workspace_42", "moltbook_agents_are_talking_about_memory_2026", "sk-learn-2026-edition-of-the-guide-in-4-parts", "snake_case_and-kebab-case_names-that_go_on", "____----____",
	} {
		for _, f := range Find(text) {
			t.Errorf("%q: %s is none: %q", text, f.Kind, text[f.Start:f.End])
		}
	}
}
