package identity

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"
)

// MessageTag is the tag of the signature that makes a request a signed call. Others on the same
// request, a proxy's say, are nobody's concern here.
const MessageTag = "moltbook-call"

// Headers of HTTP Message Signatures (RFC 9421) and of Digest Fields (RFC 9530).
const (
	signatureInputHeader = "Signature-Input"
	signatureHeader      = "Signature"
	digestHeader         = "Content-Digest"
)

// How many signatures a request may have, and how many components one may cover.
const (
	maxSignatures = 8
	maxComponents = 32
)

// messageSignature is one signature as the headers have it.
type messageSignature struct {
	input      httpsfv.InnerList // what is covered, with its parameters
	components []string
	signature  []byte
}

// HasMessageSignature says whether a request may be a signed call by HTTP Message Signatures.
func HasMessageSignature(h http.Header) bool {
	return slices.ContainsFunc(h.Values(signatureInputHeader), func(v string) bool { return strings.Contains(v, `"`+MessageTag+`"`) })
}

// VerifyMessage reads a signed call that is signed by HTTP Message Signatures: Ed25519, by the key of
// the agent that keyid names, over the method, the whole target and, where there is a body, its
// digest; for a short while, once. scheme is what the caller sees, http or https. Whether the body is
// the one that was signed, Covers says; whether the call was made before, the store.
func VerifyMessage(r *http.Request, scheme string, now time.Time, keyOf func(agentID string) (ed25519.PublicKey, error)) (SignedCall, error) {
	refuse := func(format string, args ...any) (SignedCall, error) {
		return SignedCall{}, fmt.Errorf("%w: %s", ErrUnsigned, fmt.Sprintf(format, args...))
	}
	s, err := readMessageSignature(r.Header)
	if err != nil {
		return SignedCall{}, err
	}
	if err := s.coversTarget(); err != nil {
		return SignedCall{}, err
	}
	p, err := readMessageParams(s.input.Params)
	if err != nil {
		return SignedCall{}, err
	}
	switch created, expires := time.Unix(p.created, 0), time.Unix(p.expires, 0); {
	case created.After(now.Add(signedLeeway)):
		return refuse("created is in the future")
	case expires.Before(created) || expires.Sub(created) > MaxSignedLife:
		return refuse("expires must be at most %s after created", MaxSignedLife)
	case now.After(expires.Add(signedLeeway)):
		return refuse("it has expired")
	}
	base, err := s.base(r, scheme)
	if err != nil {
		return SignedCall{}, err
	}
	key, err := keyOf(p.keyID)
	if err != nil {
		return SignedCall{}, fmt.Errorf("%w: the signature is by no key that is known: %w", ErrUnsigned, err)
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, []byte(base), s.signature) {
		return refuse("the signature is not of this request by the key of keyid")
	}
	digest := slices.Contains(s.components, strings.ToLower(digestHeader))
	return SignedCall{
		AgentID: p.keyID, Nonce: p.nonce, Expires: time.Unix(p.expires, 0).Add(signedLeeway),
		covers: func(body []byte) bool { return digest && digestIs(r.Header, body) || !digest && len(body) == 0 },
	}, nil
}

// readMessageSignature reads the one signature with the tag.
func readMessageSignature(h http.Header) (messageSignature, error) {
	var s messageSignature
	inputs, err := httpsfv.UnmarshalDictionary(h.Values(signatureInputHeader))
	if err != nil {
		return s, fmt.Errorf("%w: %s is no dictionary: %w", ErrUnsigned, signatureInputHeader, err)
	}
	signatures, err := httpsfv.UnmarshalDictionary(h.Values(signatureHeader))
	if err != nil {
		return s, fmt.Errorf("%w: %s is no dictionary: %w", ErrUnsigned, signatureHeader, err)
	}
	if len(inputs.Names()) > maxSignatures {
		return s, fmt.Errorf("%w: a request may have %d signatures", ErrUnsigned, maxSignatures)
	}
	found := 0
	for _, label := range inputs.Names() {
		member, _ := inputs.Get(label)
		input, isList := member.(httpsfv.InnerList)
		if !isList || input.Params == nil {
			continue
		}
		if tag, _ := input.Params.Get("tag"); tag != MessageTag {
			continue
		}
		found++
		s.input = input
		made, _ := signatures.Get(label)
		item, _ := made.(httpsfv.Item)
		s.signature, _ = item.Value.([]byte)
	}
	if found != 1 || len(s.signature) != ed25519.SignatureSize {
		return s, fmt.Errorf(`%w: there must be one signature with the tag "%s", of %d bytes`, ErrUnsigned, MessageTag, ed25519.SignatureSize)
	}
	if len(s.input.Items) > maxComponents {
		return s, fmt.Errorf("%w: it covers more than %d components", ErrUnsigned, maxComponents)
	}
	for _, item := range s.input.Items {
		name, isText := item.Value.(string)
		switch {
		case !isText || name == "" || name != strings.ToLower(name):
			return s, fmt.Errorf("%w: a component is a name in lower case", ErrUnsigned)
		case item.Params != nil && len(item.Params.Names()) > 0:
			return s, fmt.Errorf("%w: components with parameters are not taken", ErrUnsigned)
		case slices.Contains(s.components, name):
			return s, fmt.Errorf("%w: %s is covered twice", ErrUnsigned, name)
		}
		s.components = append(s.components, name)
	}
	return s, nil
}

// coversTarget refuses a signature that would be good for another call.
func (s messageSignature) coversTarget() error {
	has := func(name string) bool { return slices.Contains(s.components, name) }
	rest := has("@authority") && (has("@request-target") || has("@path") && has("@query"))
	if !has("@method") || !has("@target-uri") && !rest {
		return fmt.Errorf("%w: it must cover @method, and @target-uri or @authority, @path and @query", ErrUnsigned)
	}
	return nil
}

type messageParams struct {
	created, expires int64
	nonce, keyID     string
}

// readMessageParams reads the parameters of a signature. All are of the types that they must be, and
// there is none that is not known.
func readMessageParams(params *httpsfv.Params) (messageParams, error) {
	var p messageParams
	for _, name := range params.Names() {
		value, _ := params.Get(name)
		ok := false
		switch name {
		case "created":
			p.created, ok = value.(int64)
		case "expires":
			p.expires, ok = value.(int64)
		case "nonce":
			p.nonce, ok = value.(string)
		case "keyid":
			p.keyID, ok = value.(string)
		case "alg":
			ok = value == "ed25519"
		case "tag":
			ok = true // it was looked for
		}
		if !ok {
			return p, fmt.Errorf("%w: the parameter %s is not taken as it is", ErrUnsigned, name)
		}
	}
	switch {
	case p.created <= 0 || p.expires <= 0 || p.keyID == "":
		return p, fmt.Errorf("%w: created, expires and keyid must be given", ErrUnsigned)
	case len(p.nonce) < minNonce || len(p.nonce) > maxNonce:
		return p, fmt.Errorf("%w: nonce must have %d to %d characters", ErrUnsigned, minNonce, maxNonce)
	}
	return p, nil
}

// base gives what is signed (RFC 9421, 2.5).
func (s messageSignature) base(r *http.Request, scheme string) (string, error) {
	var b strings.Builder
	for i, name := range s.components {
		value, err := component(r, scheme, name)
		if err != nil {
			return "", err
		}
		id, err := httpsfv.Marshal(s.input.Items[i])
		if err != nil {
			return "", fmt.Errorf("%w: a component cannot be written: %w", ErrUnsigned, err)
		}
		b.WriteString(id + ": " + value + "\n")
	}
	params, err := httpsfv.Marshal(s.input)
	if err != nil {
		return "", fmt.Errorf("%w: its parameters cannot be written: %w", ErrUnsigned, err)
	}
	return b.String() + `"@signature-params": ` + params, nil
}

// component gives the value of a component of a request (RFC 9421, 2.1 and 2.2).
func component(r *http.Request, scheme, name string) (string, error) {
	path, authority := r.URL.EscapedPath(), authorityOf(r.Host, scheme)
	if path == "" {
		path = "/"
	}
	query := ""
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		query = "?" + r.URL.RawQuery
	}
	switch name {
	case "@method":
		return r.Method, nil
	case "@authority":
		return authority, nil
	case "@scheme":
		return scheme, nil
	case "@path":
		return path, nil
	case "@query":
		return "?" + r.URL.RawQuery, nil
	case "@request-target":
		return path + query, nil
	case "@target-uri":
		return scheme + "://" + authority + path + query, nil
	case "host":
		return strings.TrimSpace(r.Host), nil
	}
	values := r.Header.Values(name)
	if strings.HasPrefix(name, "@") || len(values) == 0 {
		return "", fmt.Errorf("%w: the request has no %.60q", ErrUnsigned, name)
	}
	trimmed := make([]string, len(values))
	for i, v := range values {
		trimmed[i] = strings.TrimSpace(v)
	}
	return strings.Join(trimmed, ", "), nil
}

// authorityOf gives a host in its one form: in lower case, without the scheme's own port.
func authorityOf(host, scheme string) string {
	host = strings.ToLower(host)
	port := ":80"
	if scheme == "https" {
		port = ":443"
	}
	return strings.TrimSuffix(host, port)
}

// digestIs says whether each digest of a body that is given and known is the body's, and one is.
func digestIs(h http.Header, body []byte) bool {
	given, err := httpsfv.UnmarshalDictionary(h.Values(digestHeader))
	if err != nil {
		return false
	}
	known := false
	for _, name := range given.Names() {
		var want []byte
		switch name {
		case "sha-256":
			sum := sha256.Sum256(body)
			want = sum[:]
		case "sha-512":
			sum := sha512.Sum512(body)
			want = sum[:]
		default:
			continue
		}
		member, _ := given.Get(name)
		item, _ := member.(httpsfv.Item)
		got, _ := item.Value.([]byte)
		if subtle.ConstantTimeCompare(got, want) != 1 {
			return false
		}
		known = true
	}
	return known
}
