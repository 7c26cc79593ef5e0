package secrets

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mr-tron/base58"
	"github.com/tyler-smith/go-bip39"
)

// The keys of these tests are drawn at random: nothing that looks like a key stands in the tree.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func draw(r *rand.Rand, from string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[r.IntN(len(from))]
	}
	return string(b)
}

func bytesOf(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func mnemonic(t testing.TB, r *rand.Rand, size int) string {
	t.Helper()
	s, err := bip39.NewMnemonic(bytesOf(r, size))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// secret is one of each kind, and what of it must not be read after masking.
type secret struct{ kind, text, hidden string }

func secretsOf(t testing.TB, r *rand.Rand) []secret {
	hex := func(n int) string { return draw(r, "0123456789abcdef", n) }
	body := func(n int) string { return draw(r, letters, n) }
	var all []secret
	whole := func(kind, text string) { all = append(all, secret{kind, text, text}) }
	whole("openai_key", "sk-"+body(48))
	whole("openai_key", "sk-proj-"+body(30)+"_"+body(40)+"-"+body(20))
	whole("anthropic_key", "sk-ant-api03-"+body(40)+"-"+body(40)+"AA")
	whole("aws_key", "AKIA"+draw(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 15)+"7")
	whole("github_token", "ghp_"+body(36))
	whole("github_token", "github_pat_"+body(22)+"_"+body(59))
	whole("gitlab_token", "glpat-"+body(20))
	whole("slack_token", "xoxb-"+draw(r, "0123456789", 12)+"-"+draw(r, "0123456789", 12)+"-"+body(24))
	whole("google_key", "AIza"+body(35))
	whole("stripe_key", "sk_live_"+body(24))
	whole("huggingface_token", "hf_"+body(34))
	whole("npm_token", "npm_"+body(36))
	whole("pypi_token", "pypi-AgEIcHlwaS5vcmc"+body(60))
	whole("moltbook_key", "moltbook_sk_"+body(32))
	whole("telegram_token", draw(r, "123456789", 10)+":"+body(35))
	whole("discord_token", "M"+body(23)+"."+body(6)+"."+body(27))
	whole("jwt", "eyJ"+body(33)+".eyJ"+body(60)+"."+body(43))
	all = append(all, secret{"slack_webhook", "https://hooks.slack.com/services/T" + body(9) + "/B" + body(9) + "/" + body(24), ""})
	all = append(all, secret{"slack_webhook", "https://hooks.slack.com/workflows/T" + body(9) + "/A" + body(9) + "/" + body(24), ""})
	for _, host := range []string{"discord.com", "ptb.discord.com", "discordapp.com"} {
		path := draw(r, "123456789", 19) + "/" + body(40) + "-" + body(27)
		all = append(all, secret{"discord_webhook", "https://" + host + "/api/webhooks/" + path, path})
	}
	whole("aws_key", "ABIA"+draw(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 15)+"7")
	whole("google_token", "1//0g"+body(40)+"-"+body(56))
	whole("slack_token", "xoxe-1-"+body(146))
	whole("slack_token", "xoxc-"+draw(r, "0123456789", 12)+"-"+draw(r, "0123456789", 12)+"-"+hex(63)+"7")
	whole("nvidia_key", "nvapi-"+body(40)+"_"+body(23))
	whole("tavily_key", "tvly-dev-"+body(32))
	whole("cerebras_key", "csk-"+body(48))
	whole("langsmith_key", "lsv2_pt_"+hex(32)+"_"+hex(10))
	whole("databricks_token", "dapi"+hex(32))
	whole("sendgrid_key", "SG."+body(21)+"-."+body(30)+"_"+body(12))
	whole("airtable_token", "pat"+body(14)+"."+hex(63)+"7")
	for prefix, kind := range map[string]string{
		"dop_v1_": "digitalocean_token", "doo_v1_": "digitalocean_token", "dor_v1_": "digitalocean_token", "sntryu_": "sentry_token",
	} {
		whole(kind, prefix+hex(64))
	}
	for prefix, kind := range map[string]string{
		"shpat_": "shopify_token", "shpca_": "shopify_token", "shppa_": "shopify_token", "shpss_": "shopify_token", "SK": "twilio_key", "key-": "mailgun_key",
	} {
		whole(kind, prefix+hex(32))
	}
	for prefix, kind := range map[string]string{
		"secret_": "notion_token", "cfk_": "cloudflare_token", "cfut_": "cloudflare_token", "cfat_": "cloudflare_token",
		"vcp_": "vercel_token", "vck_": "vercel_token", "dp.pt.": "doppler_token", "vercel_blob_rw_" + body(16) + "_": "vercel_token",
	} {
		whole(kind, prefix+body(48))
	}
	whole("supabase_token", "sb_secret_"+body(22)+"_"+body(8))
	whole("cloudflare_token", "v1.0-"+hex(24)+"-"+hex(146))
	whole("vault_token", "hvs."+body(95))
	whole("postman_key", "PMAK-"+hex(24)+"-"+hex(34))
	whole("brevo_key", "xkeysib-"+hex(64)+"-"+body(16))
	whole("rubygems_key", "rubygems_"+hex(48))
	whole("pulumi_token", "pul-"+hex(40))
	whole("newrelic_key", "NRAK-"+draw(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 27))
	slash := "/" + draw(r, letters+"+/", 38) + "x"
	all = append(all, secret{KindAssignedKey, "AWS_SECRET_ACCESS_KEY=" + slash, slash})
	whole("atlassian_token", "ATATT3"+body(180))
	session := "IQoJb3JpZ2luX2VjEJr//////////wEa" + draw(r, letters+"+/", 867) + "x"
	all = append(all, secret{KindAssignedKey, "AWS_SESSION_TOKEN=" + session, session})
	login := base64.StdEncoding.EncodeToString([]byte("admin:" + body(18)))
	all = append(all, secret{KindAssignedKey, "Authorization: Basic " + login, login})
	for _, form := range []string{"api_key=%", "API-KEY: %", `"token": "%"`, "Authorization: Bearer %", "MY_SECRET='%'", "the api key is %", "export SOME_ACCESS_TOKEN=%", "accessToken: `%`"} {
		value := body(32)
		all = append(all, secret{KindAssignedKey, strings.Replace(form, "%", value, 1), value})
	}
	password := "q7" + body(8) + "!x"
	for _, name := range []string{"password", "Passwort", "mot de passe ", "pass", "PASSCODE"} {
		all = append(all, secret{KindPassword, name + ": " + password, password})
	}
	whole("openai_key", "sk-proj-"+body(40)+"\n"+body(40))
	whole("github_token", "ghp_"+body(36)+"\n"+body(40))
	all = append(all, secret{KindURLPassword, "postgres://admin:" + body(14) + "@db.internal:5432/app", ""})
	line := func() string { return draw(r, letters+"+/", 64) }
	whole(KindPrivateKey, "-----BEGIN RSA PRIVATE KEY-----\n"+line()+"\n"+line()+"\n"+body(20)+"==\n-----END RSA PRIVATE KEY-----")
	whole(KindPrivateKey, "-----BEGIN OPENSSH PRIVATE KEY-----\n"+line()+"\n"+line())
	whole(KindPrivateKey, "-----BEGIN PRIVATE KEY-----<br>"+line()+"<br>"+line()+"<br/>-----END PRIVATE KEY-----")
	whole(KindPrivateKey, `-----BEGIN PRIVATE KEY-----\n`+line()+`\n`+line()+`\n-----END PRIVATE KEY-----`)
	key := "0x" + hex(63) + "7"
	all = append(all, secret{KindWalletPrivate, "my private key is " + key, key})
	pair := base58.Encode(bytesOf(r, 64))
	all = append(all, secret{KindWalletPrivate, "secret key (phantom): " + pair, pair})
	whole(KindSeedPhrase, mnemonic(t, r, 16))
	whole(KindSeedPhrase, mnemonic(t, r, 32))
	whole(KindSeedPhrase, strings.ReplaceAll(mnemonic(t, r, 16), " ", ", "))
	whole(KindSeedPhrase, strings.ReplaceAll(mnemonic(t, r, 20), " ", "\n- "))
	for _, between := range []string{" * ", "\n• ", "', '", " → ", "` `", "/", "\u00a0"} {
		whole(KindSeedPhrase, strings.ReplaceAll(mnemonic(t, r, 16), " ", between))
	}
	numbered := mnemonic(t, r, 16)
	for n := range 11 {
		numbered = strings.Replace(numbered, " ", fmt.Sprintf("\n(%d): ", n+2), 1)
	}
	whole(KindSeedPhrase, numbered)
	whole(KindEmail, "jo.doe+"+strings.ToLower(body(5))+"@mail.somewhere-else.co")
	whole("moltbook_claim", "moltbook_claim_"+hex(32)+"_0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b")
	whole("moltbook_claim", "moltbook_claim_"+hex(32)+"-2_0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b")
	return all
}

func TestEverySecretIsFoundAndMasked(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		for _, s := range secretsOf(t, r) {
			for _, frame := range []string{"%", "So I said: % and left.", "(%)", "line\n%\nline", "«%» é", "x=1, %."} {
				text := strings.Replace(frame, "%", s.text, 1)
				masked, found := Mask(text)
				if !slices.ContainsFunc(found, func(f Finding) bool { return f.Kind == s.kind }) {
					t.Errorf("seed %d: %s: %q gave %v", seed, s.kind, text, found)
					continue
				}
				if s.hidden != "" && strings.Contains(masked, s.hidden[len(s.hidden)/3:]) {
					t.Errorf("seed %d: %s is still there in %q", seed, s.kind, masked)
				}
				for _, f := range found {
					if s.hidden != "" && text[f.Start:f.End] != s.hidden {
						t.Errorf("seed %d: %s: found %q in %q", seed, s.kind, text[f.Start:f.End], text)
					}
				}
				check(t, text)
			}
		}
	}
}

// check holds what holds for every text.
// Two keys on two lines are two.
func TestKeysOnTwoLinesAreTwo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	_, found := Mask("sk-proj-" + draw(r, letters, 40) + "\nglpat-" + draw(r, letters, 20) + "\nghp_" + draw(r, letters, 36) + "\nInternationalisation of it all")
	if len(found) != 3 || found[1].Kind != "gitlab_token" || found[2].Kind != "github_token" {
		t.Errorf("found %v", found)
	}
}

func check(t testing.TB, text string) {
	t.Helper()
	end := 0
	for _, f := range Find(text) {
		if f.Start < end || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("%q: a span out of order or of the text: %v", text, Find(text))
		}
		end = f.End
	}
	masked, found := Mask(text)
	for i, f := range found {
		if f.End <= f.Start || f.End > len(text) || i > 0 && f.Start < found[i-1].End {
			t.Fatalf("%q: a span out of order or of the text: %v", text, found)
		}
	}
	again, more := Mask(masked)
	if again != masked || len(more) > 0 {
		t.Fatalf("%q: masked %q, again %q", text, masked, again)
	}
	for _, f := range Find(masked) {
		if f.Kind != KindWalletAsk {
			t.Fatalf("%q: %s is left in %q", text, f.Kind, masked)
		}
	}
}
