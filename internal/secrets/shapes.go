package secrets

import "strings"

// alphabet says which bytes may be part of a key.
type alphabet uint8

const (
	alnum   alphabet = iota // A-Z a-z 0-9
	upper                   // A-Z 0-9
	hexa                    // 0-9 a-f
	urlSafe                 // alnum and - _
)

func (a alphabet) has(c byte) bool { return alphabets[c]>>a&1 == 1 }

// alphabets has for each byte a bit for each alphabet that it is of.
var alphabets = func() (all [256]uint8) {
	for c := range all {
		switch class(byte(c)) {
		case '0':
			all[c] = 1<<alnum | 1<<upper | 1<<hexa | 1<<urlSafe
		case 'A':
			all[c] = 1<<alnum | 1<<upper | 1<<urlSafe
		case 'a':
			all[c] = 1<<alnum | 1<<urlSafe
			if c <= 'f' {
				all[c] |= 1 << hexa
			}
		}
	}
	all['-'], all['_'] = 1<<urlSafe, 1<<urlSafe
	return all
}()

// shape is how the keys of one issuer look: a prefix, then so many bytes of an alphabet. The
// prefixes and lengths are those that the issuers document for secret scanning.
type shape struct {
	prefix string
	kind   string
	min    int // bytes after the prefix
	body   alphabet
}

// shapes, the longer prefix first where one begins another.
var shapes = []shape{
	{"sk-ant-", "anthropic_key", 24, urlSafe},
	{"sk-or-v1-", "openrouter_key", 32, hexa},
	{"sk-proj-", "openai_key", 24, urlSafe},
	{"sk-svcacct-", "openai_key", 24, urlSafe},
	{"sk-", "openai_key", 20, urlSafe},
	{"AKIA", "aws_key", 16, upper},
	{"ASIA", "aws_key", 16, upper},
	{"ABIA", "aws_key", 16, upper},
	{"github_pat_", "github_token", 22, urlSafe},
	{"ghp_", "github_token", 30, alnum},
	{"gho_", "github_token", 30, alnum},
	{"ghu_", "github_token", 30, alnum},
	{"ghs_", "github_token", 30, alnum},
	{"ghr_", "github_token", 30, alnum},
	{"glpat-", "gitlab_token", 20, urlSafe},
	{"gldt-", "gitlab_token", 20, urlSafe},
	{"glrt-", "gitlab_token", 20, urlSafe},
	{"glptt-", "gitlab_token", 20, urlSafe},
	{"xoxb-", "slack_token", 20, urlSafe},
	{"xoxp-", "slack_token", 20, urlSafe},
	{"xoxa-", "slack_token", 20, urlSafe},
	{"xoxr-", "slack_token", 20, urlSafe},
	{"xoxs-", "slack_token", 20, urlSafe},
	{"xoxc-", "slack_token", 20, urlSafe},
	{"xoxd-", "slack_token", 20, urlSafe},
	{"xoxe-", "slack_token", 20, urlSafe},
	{"xapp-", "slack_token", 20, urlSafe},
	{"AIza", "google_key", 35, urlSafe},
	{"GOCSPX-", "google_key", 24, urlSafe},
	{"ya29.", "google_token", 30, urlSafe},
	{"1//0", "google_token", 40, urlSafe},
	{"sk_live_", "stripe_key", 20, alnum},
	{"rk_live_", "stripe_key", 20, alnum},
	{"sk_test_", "stripe_key", 20, alnum},
	{"rk_test_", "stripe_key", 20, alnum},
	{"whsec_", "stripe_key", 24, alnum},
	{"hf_", "huggingface_token", 30, alnum},
	{"npm_", "npm_token", 30, alnum},
	{"pypi-", "pypi_token", 50, urlSafe},
	{"moltbook_sk_", "moltbook_key", 16, urlSafe},
	{"moltbook_", "moltbook_key", 20, urlSafe},
	{"moltdev_", "moltbook_key", 20, urlSafe},
	{"gsk_", "groq_key", 40, alnum},
	{"csk-", "cerebras_key", 40, alnum},
	{"nvapi-", "nvidia_key", 40, urlSafe},
	{"tvly-", "tavily_key", 24, urlSafe},
	{"lsv2_pt_", "langsmith_key", 32, hexa},
	{"lsv2_sk_", "langsmith_key", 32, hexa},
	{"dapi", "databricks_token", 32, hexa},
	{"ATATT3", "atlassian_token", 100, urlSafe},
	{"xai-", "xai_key", 40, alnum},
	{"pplx-", "perplexity_key", 32, alnum},
	{"r8_", "replicate_token", 30, alnum},
	{"dop_v1_", "digitalocean_token", 60, hexa},
	{"doo_v1_", "digitalocean_token", 60, hexa},
	{"dor_v1_", "digitalocean_token", 60, hexa},
	{"shpat_", "shopify_token", 32, hexa},
	{"shpca_", "shopify_token", 32, hexa},
	{"shppa_", "shopify_token", 32, hexa},
	{"shpss_", "shopify_token", 32, hexa},
	{"dckr_pat_", "docker_token", 20, urlSafe},
	{"lin_api_", "linear_key", 32, alnum},
	{"glsa_", "grafana_token", 32, urlSafe},
	{"tskey-", "tailscale_key", 20, urlSafe},
	{"sbp_", "supabase_token", 36, hexa},
	{"sb_secret_", "supabase_token", 22, urlSafe},
	{"ntn_", "notion_token", 36, alnum},
	{"secret_", "notion_token", 43, alnum},
	{"SK", "twilio_key", 32, hexa},
	{"key-", "mailgun_key", 32, hexa},
	{"cfk_", "cloudflare_token", 40, alnum},
	{"cfut_", "cloudflare_token", 40, alnum},
	{"cfat_", "cloudflare_token", 40, alnum},
	{"v1.0-", "cloudflare_token", 150, urlSafe},
	{"vercel_blob_rw_", "vercel_token", 30, urlSafe},
	{"vcp_", "vercel_token", 40, alnum},
	{"vck_", "vercel_token", 40, alnum},
	{"hvs.", "vault_token", 90, urlSafe},
	{"dp.pt.", "doppler_token", 40, alnum},
	{"PMAK-", "postman_key", 59, urlSafe},
	{"xkeysib-", "brevo_key", 64, hexa},
	{"rubygems_", "rubygems_key", 48, hexa},
	{"pul-", "pulumi_token", 40, hexa},
	{"sntryu_", "sentry_token", 64, hexa},
	{"NRAK-", "newrelic_key", 27, upper},
	{"AGE-SECRET-KEY-1", KindPrivateKey, 50, upper},
}

// shapesByFirst are the places in shapes of those that begin with a byte.
var shapesByFirst = func() (by [256][]int) {
	for i, s := range shapes {
		by[s.prefix[0]] = append(by[s.prefix[0]], i)
	}
	return by
}()

// mostDrawn is how much of a key is looked at to tell whether it was drawn: more than any issuer puts first.
const mostDrawn = 192

// known gives the key of a known shape that begins at i, where a word begins: its kind and where
// it ends.
func (s *scanner) known(i int) (kind string, end int) {
	for _, n := range shapesByFirst[s.text[i]] {
		shape := &shapes[n]
		if len(s.text)-i < len(shape.prefix)+shape.min || s.text[i:i+len(shape.prefix)] != shape.prefix {
			continue
		}
		start := i + len(shape.prefix)
		end := run(s.text, start, shape.body, 512)
		if end-start >= shape.min && drawn(s.text[start:min(end, start+mostDrawn)], shape.body) {
			// What is glued to a key is masked with it.
			for end < len(s.text) && urlSafe.has(s.text[end]) {
				end++
			}
			return shape.kind, s.rest(end, shape.body)
		}
		if whole := s.inParts(start, end, shape); whole > 0 {
			return shape.kind, whole
		}
	}
	return "", i
}

// drawn tells whether what follows a prefix was drawn at random. Some issuers put numbers of
// their own first; what was drawn is the last part. Of 16 capitals and digits one key in eight
// has no more than one digit.
func drawn(body string, a alphabet) bool {
	if a == upper {
		return entropy(body) >= 3 && !placeholder(body) && longestRun(body) < 5
	}
	if a == urlSafe && ofWords(body) {
		return false
	}
	if cut := strings.LastIndexByte(body, '-'); cut >= 0 && len(body)-cut > 20 && random(body[cut+1:]) {
		return !placeholder(body)
	}
	return random(body)
}
