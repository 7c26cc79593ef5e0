package secrets

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestAddressesInAnyScript(t *testing.T) {
	for text, want := range map[string]string{
		"Mail an jürgen@käse-laden.de, danke": "Mail an [secret:email], danke",
		"müller.süd@firma-süd.de":             "[secret:email]",
		"écrivez à chloé@société.fr":          "écrivez à [secret:email]",
		"пиши на пётр.иванов@пример.рф!":      "пиши на [secret:email]!",
		"γράψε στο νίκος@παράδειγμα.ελ":       "γράψε στο [secret:email]",
		"सुनील@डाक.भारत पर लिखें":             "[secret:email] पर लिखें",
		"連絡先はhanako@umi-shop.co.jpまで":         "連絡先は[secret:email]まで",
		"taro@例え.jp":                 "[secret:email]",
		"info@xn--ksehtte-0za.de":    "[secret:email]",
		"an@xn--e1afmkfd.xn--p1ai":   "[secret:email]",
		"lena.fisch＠posteo.de":       "[secret:email]",
		"ｌｅｎａ＠ｐｏｓｔｅｏ．ｄｅ":             "[secret:email]",
		"lena@pos\u200bteo.de":       "[secret:email]",
		"lena@\u200bposteo.de":       "[secret:email]",
		"le\u00adna@posteo.d\u2060e": "[secret:email]",
		"lena%40posteo.de":           "[secret:email]",
		"?to=lena%40posteo.de&x=1":   "?to=[secret:email]&x=1",
		"lena&#64;posteo.de":         "[secret:email]",
		"lena@posteo.de":             "[secret:email]",
	} {
		if masked, found := Mask(text); masked != want {
			t.Errorf("%q: %v, masked %q, want %q", text, found, masked, want)
		}
		check(t, text)
	}
	for _, text := range []string{
		"@müller und @söhne", "https://forum.example/@jürgen.test", "npm i %40scope%2Fpackage", "https://medium.com/%40someone.else", "100%40.5", "你好@张三，我明天来", "请联系我@他。好的",
		"привет @всем, кто тут", "user@host", "jürgen@example.com", "a &#64; b.c", "5@10.20", "foo@bar.é", "❤️@🦀.🦞", "git clone git@github.com:someone/tööl.git", "👨‍👩‍👧 family", "ＡＢＣ and ＯＫ！", "a\u200bb.c",
	} {
		for _, f := range Find(text) {
			t.Errorf("%q: %s is none: %q", text, f.Kind, text[f.Start:f.End])
		}
	}
}

// Nothing of a key is left that is written in full width or with something in it that nobody sees, and what
// stands beside it stays.
func TestKeysAreReadAsTheyAreSeen(t *testing.T) {
	wide := func(s string) string {
		return strings.Map(func(r rune) rune { return r - '!' + firstWide }, s)
	}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 11))
		for _, key := range []string{"ghp_" + draw(r, letters, 36), "sk-ant-api03-" + draw(r, letters, 90), "AKIA" + draw(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 15) + "7", mnemonic(t, r, 16)} {
			for _, unseen := range []string{"\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u034f", "\ufe0f", "\U000E0101"} {
				for _, text := range []string{
					key[:2] + unseen + key[2:], key[:3] + unseen + key[3:], strings.Join(strings.Split(key, ""), unseen), key[:len(key)-3] + unseen + key[len(key)-3:],
					wide(key[:4]) + key[4:], key[:2] + unseen + wide(key[2:6]) + key[6:],
				} {
					if strings.Contains(key, " ") && strings.ContainsRune(text, 'ａ'-'a'+' ') {
						continue // a blank has no full width in that block
					}
					masked, found := Mask("it is " + text + " as ever ❤️")
					if len(found) != 1 || !strings.HasPrefix(masked, "it is [secret:") || !strings.HasSuffix(masked, "] as ever ❤️") {
						t.Errorf("%q: %v, masked %q", text, found, masked)
					}
					check(t, text)
				}
			}
			if text := wide(key); !strings.Contains(key, " ") {
				if masked, _ := Mask(text); !strings.HasPrefix(masked, "[secret:") || !strings.HasSuffix(masked, "]") || strings.Count(masked, "[") != 1 {
					t.Errorf("%q: masked %q", text, masked)
				}
			}
		}
	}
}

func TestPasswordsBehindAVerb(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 11))
	password := "r4" + draw(r, letters, 8) + "?k"
	for _, lead := range []string{"password is: ", "my password is ", "The password was ", "pw: ", "PW = ", "user_pw=", "pswd: ", "Das Passwort lautet ", "Passwort lautet: ", "Kennwort ist: ", "passphrase is: ", "la contraseña es: "} {
		if masked, found := Mask(lead + password); masked != lead+"[secret:password]" {
			t.Errorf("%q: %v, masked %q", lead+password, found, masked)
		}
	}
	for _, text := range []string{
		"password is: required", "pw: 12 kW", "The password was changed on 2026-11-28.", "Passwort lautet wie immer", "PW: s. u.", "pw is short for password, e.g. in /etc/shadow", "password is:",
		"my pw was compromised in Breach-2021, sadly",
	} {
		for _, f := range Find(text) {
			t.Errorf("%q: %s is none: %q", text, f.Kind, text[f.Start:f.End])
		}
	}
}
