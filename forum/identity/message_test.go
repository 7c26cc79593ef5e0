package identity

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/dunglas/httpsfv"
)

// The example of RFC 9421, B.2.6: an Ed25519 signature over a request, by the key of B.1.4.
func TestTheSignatureOfTheStandardIsTaken(t *testing.T) {
	const request = "POST /foo?param=Value&Pet=dog HTTP/1.1\r\nHost: example.com\r\nDate: Tue, 20 Apr 2021 02:07:55 GMT\r\n" +
		"Content-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"hello\": \"world\"}"
	const input = `("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`
	const signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
	key, err := base64.RawURLEncoding.DecodeString("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs")
	if err != nil {
		t.Fatal(err)
	}
	made, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(request)))
	if err != nil {
		t.Fatal(err)
	}
	d, err := httpsfv.UnmarshalDictionary([]string{"sig-b26=" + input})
	if err != nil {
		t.Fatal(err)
	}
	member, _ := d.Get("sig-b26")
	s := messageSignature{input: member.(httpsfv.InnerList)}
	for _, item := range s.input.Items {
		s.components = append(s.components, item.Value.(string))
	}
	base, err := s.base(r, "https")
	if err != nil || !ed25519.Verify(key, []byte(base), made) {
		t.Errorf("%v, signed is\n%s", err, base)
	}
}

// message makes a signed request; what may be changed is given by name.
type message struct {
	method, target, host, body string
	components, params         string
	header                     http.Header
}

func plain(now time.Time) message {
	return message{
		method: "POST", target: "/api/v1/posts?a=b", host: "forum.example", body: `{"title":"x"}`,
		components: `"@method" "@authority" "@path" "@query" "content-digest"`,
		params:     fmt.Sprintf(`;created=%d;expires=%d;nonce="0123456789abcdef";keyid="agent-1";tag="moltbook-call"`, now.Unix(), now.Add(time.Minute).Unix()),
		header:     http.Header{},
	}
}

func (m message) request() *http.Request {
	r := httptest.NewRequest(m.method, m.target, strings.NewReader(m.body))
	r.Host, r.Header = m.host, m.header.Clone()
	return r
}

// signed signs the message over its components as they are, in words of its own.
func (m message) signed(key ed25519.PrivateKey) message {
	sum := sha256.Sum256([]byte(m.body))
	m.header = m.header.Clone()
	if m.header.Get("Content-Digest") == "" && m.body != "" {
		m.header.Set("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
	}
	path, query, _ := strings.Cut(m.target, "?")
	values := map[string]string{
		`"@method"`: m.method, `"@authority"`: m.host, `"@path"`: path, `"@query"`: "?" + query, `"content-digest"`: m.header.Get("Content-Digest"),
		`"@target-uri"`: "https://" + m.host + m.target, `"@request-target"`: m.target, `"x-more"`: m.header.Get("X-More"),
	}
	base := ""
	for _, name := range strings.Fields(m.components) {
		base += name + ": " + values[name] + "\n"
	}
	input := "(" + m.components + ")" + m.params
	m.header.Set("Signature-Input", "call="+input)
	m.header.Set("Signature", "call=:"+base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(base+`"@signature-params": `+input)))+":")
	return m
}

func TestAMessageIsTakenAsItWasSignedAndNotOtherwise(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	take := func(m message) error {
		call, err := VerifyMessage(m.request(), "https", now, func(id string) (ed25519.PublicKey, error) {
			if id != "agent-1" {
				return nil, errors.New("nobody")
			}
			return public, nil
		})
		if err != nil {
			if !errors.Is(err, ErrUnsigned) {
				t.Errorf("an error that is no refusal: %v", err)
			}
			return err
		}
		if call.AgentID != "agent-1" || call.Nonce != "0123456789abcdef" && len(call.Nonce) < minNonce || !call.Expires.After(now.Add(-signedLeeway)) {
			t.Errorf("got %+v", call)
		}
		if !call.Covers([]byte(m.body)) {
			return fmt.Errorf("%w: the body", ErrUnsigned)
		}
		return nil
	}
	with := func(change func(*message)) message { m := plain(now); change(&m); return m }
	params := func(format string, args ...any) message {
		return with(func(m *message) { m.params = fmt.Sprintf(format, args...) + `;tag="moltbook-call"` })
	}
	good := map[string]message{
		"plain": plain(now),
		"no body": with(func(m *message) {
			m.method, m.body, m.components = "GET", "", `"@method" "@authority" "@path" "@query"`
		}),
		"no query":     with(func(m *message) { m.target = "/api/v1/posts" }),
		"target uri":   with(func(m *message) { m.components = `"@method" "@target-uri" "content-digest"` }),
		"request line": with(func(m *message) { m.components = `"@authority" "content-digest" "@request-target" "@method"` }),
		"a header":     with(func(m *message) { m.components += ` "x-more"`; m.header.Set("X-More", "x") }),
		"alg":          with(func(m *message) { m.params += `;alg="ed25519"` }),
		"escaped path": with(func(m *message) { m.target = "/api/v1/a%2Fb%20c?x=%20" }),
		"a late clock": params(`;created=%d;expires=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Add(20*time.Second).Unix(), now.Add(time.Minute).Unix()),
	}
	for what, m := range good {
		if err := take(m.signed(private)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	// What is signed so is not enough, whoever signed it.
	for what, m := range map[string]message{
		"no method":      with(func(m *message) { m.components = `"@authority" "@path" "@query" "content-digest"` }),
		"no authority":   with(func(m *message) { m.components = `"@method" "@path" "@query" "content-digest"` }),
		"no path":        with(func(m *message) { m.components = `"@method" "@authority" "@query" "content-digest"` }),
		"no query":       with(func(m *message) { m.components = `"@method" "@authority" "@path" "content-digest"` }),
		"no digest":      with(func(m *message) { m.components = `"@method" "@authority" "@path" "@query"` }),
		"twice":          with(func(m *message) { m.components += ` "@method"` }),
		"upper case":     with(func(m *message) { m.components += ` "X-More"` }),
		"absent header":  with(func(m *message) { m.components += ` "x-none"` }),
		"unknown part":   with(func(m *message) { m.components += ` "@status"` }),
		"no component":   with(func(m *message) { m.components = "" }),
		"no created":     params(`;expires=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Add(time.Minute).Unix()),
		"no expires":     params(`;created=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Unix()),
		"no nonce":       params(`;created=%d;expires=%d;keyid="agent-1"`, now.Unix(), now.Add(time.Minute).Unix()),
		"short nonce":    params(`;created=%d;expires=%d;nonce="1";keyid="agent-1"`, now.Unix(), now.Add(time.Minute).Unix()),
		"no keyid":       params(`;created=%d;expires=%d;nonce="0123456789abcdef"`, now.Unix(), now.Add(time.Minute).Unix()),
		"nobody":         params(`;created=%d;expires=%d;nonce="0123456789abcdef";keyid="agent-2"`, now.Unix(), now.Add(time.Minute).Unix()),
		"created a text": params(`;created="%d";expires=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Unix(), now.Add(time.Minute).Unix()),
		"nonce a number": params(`;created=%d;expires=%d;nonce=12345678;keyid="agent-1"`, now.Unix(), now.Add(time.Minute).Unix()),
		"another alg":    with(func(m *message) { m.params += `;alg="hmac-sha256"` }),
		"unknown":        with(func(m *message) { m.params += `;more=1` }),
		"too long":       params(`;created=%d;expires=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Unix(), now.Add(time.Hour).Unix()),
		"backwards":      params(`;created=%d;expires=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Unix(), now.Add(-time.Second).Unix()),
		"expired":        params(`;created=%d;expires=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Add(-3*time.Minute).Unix(), now.Add(-time.Minute).Unix()),
		"in the future":  params(`;created=%d;expires=%d;nonce="0123456789abcdef";keyid="agent-1"`, now.Add(time.Minute).Unix(), now.Add(2*time.Minute).Unix()),
		"another tag":    with(func(m *message) { m.params = strings.Replace(m.params, MessageTag, "web-bot-auth", 1) }),
		"a wrong digest": with(func(m *message) { m.header.Set("Content-Digest", "sha-256=:AAAA:") }),
		"an old digest":  with(func(m *message) { m.header.Set("Content-Digest", "md5=:AAAA:") }),
	} {
		if err := take(m.signed(private)); err == nil {
			t.Errorf("taken: %s", what)
		}
	}
	if err := take(plain(now).signed(other)); err == nil {
		t.Error("taken: another key")
	}
	// What was signed well and changed on the way.
	for what, change := range map[string]func(*message){
		"method":    func(m *message) { m.method = "PUT" },
		"path":      func(m *message) { m.target = "/api/v1/other?a=b" },
		"query":     func(m *message) { m.target = "/api/v1/posts?a=c" },
		"authority": func(m *message) { m.host = "evil.example" },
		"body":      func(m *message) { m.body = `{"title":"y"}` },
		"no body":   func(m *message) { m.body = "" },
		"body, digest": func(m *message) {
			m.body = `{"title":"y"}`
			sum := sha256.Sum256([]byte(m.body))
			m.header.Set("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
		},
		"a second digest": func(m *message) { m.header.Add("Content-Digest", "sha-512=:AAAA:") },
		"header":          func(m *message) { m.header.Set("X-More", "y") },
		"nonce": func(m *message) {
			m.header.Set("Signature-Input", strings.Replace(m.header.Get("Signature-Input"), "0123", "0124", 1))
		},
		"expires": func(m *message) {
			m.header.Set("Signature-Input", strings.Replace(m.header.Get("Signature-Input"), fmt.Sprint(now.Add(time.Minute).Unix()), fmt.Sprint(now.Add(2*time.Minute).Unix()), 1))
		},
		"created": func(m *message) {
			m.header.Set("Signature-Input", strings.Replace(m.header.Get("Signature-Input"), fmt.Sprint(now.Unix()), fmt.Sprint(now.Unix()+1), 1))
		},
		"less covered": func(m *message) {
			m.header.Set("Signature-Input", strings.Replace(m.header.Get("Signature-Input"), ` "x-more"`, "", 1))
		},
		"signature": func(m *message) {
			m.header.Set("Signature", strings.Replace(m.header.Get("Signature"), "=:", "=:AA", 1))
		},
		"no signature": func(m *message) { m.header.Del("Signature") },
		"two of them": func(m *message) {
			for _, name := range []string{"Signature-Input", "Signature"} {
				m.header.Add(name, strings.Replace(m.header.Get(name), "call=", "other=", 1))
			}
		},
	} {
		m := good["a header"].signed(private)
		change(&m)
		if err := take(m); err == nil {
			t.Errorf("taken with another: %s", what)
		}
	}
	// A proxy's signature beside it hinders nobody.
	m := plain(now).signed(private)
	m.header.Add("Signature-Input", `proxy=("@authority");created=1;tag="web-bot-auth"`)
	m.header.Add("Signature", `proxy=:AAAA:`)
	if err := take(m); err != nil {
		t.Errorf("beside a proxy's: %v", err)
	}
}

// Whatever a stranger shows as a signed message is refused, unless the agent's key signed it.
func FuzzVerifyMessage(f *testing.F) {
	now := time.Unix(1_800_000_000, 0)
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	m := plain(now).signed(stranger)
	f.Add(m.header.Get("Signature-Input"), m.header.Get("Signature"), m.header.Get("Content-Digest"))
	f.Add(`call=("@method";req "@target-uri");created="x";expires=?1;nonce=:AA==:;keyid=1.5;tag="moltbook-call"`, "call=token", "sha-256")
	f.Add(`call=("a" 1 ?0 :AA==:);tag="moltbook-call", call=();tag="moltbook-call"`, `call=:AA==:, call=(1 2)`, `sha-256=:AA==:, sha-512=("x")`)
	f.Add("call=1", "call", ",")
	f.Fuzz(func(t *testing.T, input, signature, digest string) {
		m := plain(now)
		m.header = http.Header{"Signature-Input": {input}, "Signature": {signature}, "Content-Digest": {digest}}
		call, err := VerifyMessage(m.request(), "https", now, func(string) (ed25519.PublicKey, error) { return public, nil })
		if err == nil {
			t.Fatalf("taken: %+v", call)
		}
		if !errors.Is(err, ErrUnsigned) {
			t.Fatalf("an error that is no refusal: %v", err)
		}
		_ = digestIs(m.header, []byte(m.body))
	})
}
