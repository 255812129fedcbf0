// Package reader asks a vCenter, any vCenter, what it has, and says it in plain words.
//
// Input: an address and a login. Output: one document, the same for the same inventory.
package reader

import (
	"context"
	"fmt"
	"net"
	"net/url"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/vim25/soap"
)

// Login says where a vCenter is and who asks.
type Login struct {
	URL, User, Password string
}

// connect logs in. A certificate that nobody vouches for is taken from this machine only.
func (l Login) connect(ctx context.Context) (*govmomi.Client, error) {
	address, err := soap.ParseURL(l.URL)
	if err != nil {
		return nil, fmt.Errorf("-url: %w", err)
	}
	if address == nil || address.Host == "" {
		return nil, fmt.Errorf("-url: want the address of a vCenter, such as https://127.0.0.1:8989/sdk")
	}
	address.User = url.UserPassword(l.User, l.Password)
	return govmomi.NewClient(ctx, address, isLoopback(address))
}

func isLoopback(address *url.URL) bool {
	ip := net.ParseIP(address.Hostname())
	return address.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}
