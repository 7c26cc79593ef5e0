package identity_test

import (
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/identity"
)

// However what holds a secret is printed, in an error, a log or the stacks of a dump, it is not told.
func TestNoPrintOfASecretTellsIt(t *testing.T) {
	key := []byte("0123456789abcdef0123456789abcdef")
	const token = "a-token-of-the-staff"
	secret, err := identity.NewSecret(key)
	if err != nil {
		t.Fatal(err)
	}
	_ = secret.KeyHash("x") // which derives a key
	staff, err := identity.NewStaff(secret, map[string]string{"ops": token}, nil)
	if err != nil {
		t.Fatal(err)
	}
	held := struct {
		identity.Secret
		Signer identity.LinkSigner
		Staff  *identity.Staff
	}{secret, secret.LinkSigner("f"), staff}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	decimal := strings.Trim(fmt.Sprint(key), "[]")
	prints := []string{string(stacks)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%s", "%q"} {
		prints = append(prints, fmt.Sprintf(verb, secret), fmt.Sprintf(verb, held), fmt.Sprintf(verb, *staff))
	}
	for _, printed := range prints {
		for _, told := range []string{string(key), hex.EncodeToString(key), decimal, strings.Join(strings.Split(fmt.Sprintf("%#v", key), ", ")[1:], ", "), token} {
			if strings.Contains(printed, told) {
				t.Errorf("%.200s tells %q", printed, told)
			}
		}
	}
}
