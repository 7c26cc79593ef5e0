package identity

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Origin says where a call came from, as keyed hashes: the address, its network (/24, or /48
// for IPv6), the user agent, the owner of the agent, and the key. Empty stays empty.
func (s Secret) Origin(addr netip.Addr, userAgent, owner, keyID string) event.Origin {
	o := event.Origin{
		Client: s.pseudonym("client", userAgent),
		Owner:  s.OwnerHash(owner),
		Key:    s.pseudonym("key", keyID),
	}
	addr = addr.Unmap().WithZone("")
	if !addr.IsValid() {
		return o
	}
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	network, err := addr.Prefix(bits)
	if err == nil {
		o.Net = s.pseudonym("net", network.String())
	}
	o.Addr = s.pseudonym("addr", addr.String())
	return o
}

// OwnerHash is what leaves the forum of who answers for an agent: the same for all agents of one.
func (s Secret) OwnerHash(owner string) string { return s.pseudonym("owner", strings.ToLower(owner)) }

// RemoteAddr gives the address that a request came from. X-Forwarded-For is read from its
// end, as far as each hop is one of the trusted proxies: what a stranger wrote into it counts
// for nothing.
func RemoteAddr(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && isTrusted(addr, trusted); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = next.Unmap()
	}
	return addr
}

func isTrusted(addr netip.Addr, trusted []netip.Prefix) bool {
	for _, p := range trusted {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
