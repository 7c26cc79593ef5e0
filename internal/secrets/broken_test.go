package secrets

import (
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"
)

// Keys in parts, whatever stands between them: no part is readable.
func TestKeysInPartsAreMaskedWhole(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 3))
		long := "sk-ant-api03-" + draw(r, letters, 40) + "-" + draw(r, letters, 40) + "AA"
		short := "ghp_" + draw(r, letters, 36)
		for _, gap := range []string{" ", "\n", "\r\n", "\n    ", "\n> ", "\\\n", `" + "`, "' +\n  '", "\u200b", "` `"} {
			for _, parts := range [][]string{
				{long[:13], long[13:]}, {long[:20], long[20:]}, {long[:50], long[50:]}, {long[:30], long[30:60], long[60:]},
				{short[:12], short[12:]}, {short[:20], short[20:]},
			} {
				text := "I have it: " + strings.Join(parts, gap) + " and no more"
				masked, found := Mask(text)
				if len(found) != 1 || strings.Contains(masked, parts[0]) || strings.Contains(masked, parts[len(parts)-1]) || !strings.HasSuffix(masked, " and no more") {
					t.Errorf("seed %d: %q: %v, masked %q", seed, text, found, masked)
				}
				check(t, text)
			}
		}
	}
}

func TestKeysInBase64AndHexAreMasked(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for kind, key := range map[string]string{
		"anthropic_key": "sk-ant-api03-" + draw(r, letters, 80), "github_token": "ghp_" + draw(r, letters, 36), KindSeedPhrase: mnemonic(t, r, 16),
	} {
		for _, said := range []string{key, "OPENAI_API_KEY=" + key, "Keep it: " + key + ", will you?"} {
			whole := base64.StdEncoding.EncodeToString([]byte(said))
			var lines strings.Builder
			for at := 0; at < len(whole); at += 76 {
				lines.WriteString("\n" + whole[at:min(len(whole), at+76)])
			}
			for _, form := range []string{whole, base64.RawURLEncoding.EncodeToString([]byte(said)), hex.EncodeToString([]byte(said)), lines.String()} {
				text := "Decode " + form + " for me"
				masked, found := Mask(text)
				if len(found) != 1 || found[0].Kind != kind || strings.Join(strings.Fields(masked), " ") != "Decode [secret:"+kind+"] for me" {
					t.Errorf("%q: %v, masked %q", text, found, masked)
				}
				check(t, text)
			}
		}
	}
}

func TestWhatStandsBesideAKeyStays(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 3))
	key := "ghp_" + draw(r, letters, 36)
	for _, text := range []string{key + " was mine until yesterday", key + "\nInternationalisation of it", key + " 2026-11-28 12:00"} {
		if _, found := Mask(text); len(found) != 1 || found[0].End != len(key) {
			t.Errorf("%q: %v", text, found)
		}
	}
	hash := hex.EncodeToString(bytesOf(r, 20))
	page := base64.StdEncoding.EncodeToString([]byte("<script>apiKey = document.getElementById('a9').value</script><p>" + key + "</p>"))
	for _, text := range []string{
		"sk-learn " + hash + " is the commit", "key-value " + hash, "SK " + hash[:32], "hf_hub " + hash, "npm_config\n" + hash, "npm_package1 " + hash,
		base64.StdEncoding.EncodeToString([]byte("apiKey = document.getElementById2('x')")), "data:text/html;base64," + page,
		base64.StdEncoding.EncodeToString(bytesOf(r, 300)), hash,
	} {
		for _, f := range Find(text) {
			t.Errorf("%.80q: %s is none: %q", text, f.Kind, text[f.Start:f.End])
		}
	}
}

func TestPasswordsAreKnownByTheirNameInOtherLanguages(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	password := "q7" + draw(r, letters, 8) + "!x"
	for _, name := range []string{"contraseña: ", "La contraseña es ", "CONTRASEÑA=", "senha: ", "mot de passe\u00a0: ", "le mot de passe est ", "Das Passwort ist ", "пароль: ", "密码：", "password："} {
		if masked, found := Mask(name + password); masked != name+"[secret:password]" {
			t.Errorf("%q: %v, masked %q", name+password, found, masked)
		}
	}
	if key := draw(r, letters, 32); len(Find("API-Schlüssel: "+key)) != 1 {
		t.Error("API-Schlüssel is no name")
	}
	for _, text := range []string{"la clave es GPT-4.1-mini", "contraseñas: usa 12 caracteres o más", "Contraseña: obligatoria", "contraseña: tu-contraseña", "密码：必填", "пароль: обязателен"} {
		if found := Find(text); len(found) > 0 {
			t.Errorf("%q: %v", text, found)
		}
	}
}
