package main

import (
	"fmt"
	"net/netip"
	"strings"
)

// proxies gives the networks of --trusted-proxies.
func (a *application) proxies() ([]netip.Prefix, error) {
	if a.trustedProxies == "" {
		return nil, nil
	}
	var list []netip.Prefix
	for given := range strings.SplitSeq(a.trustedProxies, ",") {
		given = strings.TrimSpace(given)
		network, err := netip.ParsePrefix(given)
		if addr, addrErr := netip.ParseAddr(given); addrErr == nil {
			network, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		switch {
		case err != nil || network.Addr().Zone() != "":
			return nil, usageError{fmt.Errorf("--trusted-proxies: %q is no network: want addresses or CIDR with commas between, such as 10.0.0.0/8,2001:db8::/32", given)}
		case network.Addr().Is4In6():
			return nil, usageError{fmt.Errorf("--trusted-proxies: %s would match nothing: write it as IPv4", given)}
		case network.Bits() == 0:
			return nil, usageError{fmt.Errorf("--trusted-proxies: %s is everybody, and whoever calls could say that it comes from anywhere: name your proxies' own networks", given)}
		}
		list = append(list, network)
	}
	return list, nil
}

// refuseForum finds what is wrong with the forum's settings before anything starts.
func (a *application) refuseForum() error {
	if _, _, err := a.storeURL(); err != nil {
		return err
	}
	_, err := a.proxies()
	return err
}
