package center

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/vpx"
	_ "github.com/vmware/govmomi/vapi/simulator" // tags and categories

	report "vm-lifecycle/lab/engines/vcenter/internal/customization"
)

// Options are what a simulated vCenter is started with.
type Options struct {
	// Listen is a loopback address and port; port 0 takes a free one.
	Listen         string
	User, Password string
	// Hosts is the number of hosts in the cluster.
	Hosts int
	// Machines is the number of virtual machines that exist from the start.
	Machines int
	// Templates are seeded beside the built-in ones, each NAME or NAME@SNAPSHOT.
	Templates []string
}

// Server is a vCenter that answers.
type Server struct {
	// URL of the vSphere API, without the credentials.
	URL   string
	close func()
}

// Close removes the server's files. The process is to end then: it does not wait for its clients,
// of which one may wait for an update of the inventory.
func (s *Server) Close() { s.close() }

// What the simulated vCenter says it is: the provider chooses what to send by it.
const (
	version    = "8.0.2"
	apiVersion = "8.0.2.0"
)

// Start makes the inventory and serves it.
func Start(ctx context.Context, o Options) (*Server, error) {
	if err := requireLoopback(o.Listen); err != nil {
		return nil, err
	}
	model := simulator.VPX()
	model.ServiceContent = vpx.ServiceContent
	about := &model.ServiceContent.About
	about.Version, about.ApiVersion = version, apiVersion
	about.FullName = "VMware vCenter Server " + version + " (simulated)"
	model.Datacenter, model.Cluster, model.ClusterHost = 1, 1, o.Hosts
	model.Host, model.Portgroup, model.Datastore, model.Machine = 0, 0, 3, 0
	if err := model.Create(); err != nil {
		return nil, fmt.Errorf("create the inventory: %w", err)
	}
	service := model.Service
	service.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	service.RegisterEndpoints = true
	service.Listen = &url.URL{Host: o.Listen, User: url.UserPassword(o.User, o.Password)}

	center := newCenter(model.Map())
	server := service.NewServer()
	center.registerPolicies(service)
	service.ServeMux.HandleFunc(report.Path, center.serveCustomizations(o.User, o.Password))
	server.Config.Handler = center.tagging(service, server.Config.Handler)

	address := *server.URL
	address.User = nil
	result := &Server{URL: address.String(), close: model.Remove}
	client, err := govmomi.NewClient(ctx, server.URL, true)
	if err == nil {
		err = center.seed(ctx, client, o)
		_ = client.Logout(ctx)
		go center.heartbeat(ctx)
	}
	if err != nil {
		result.Close()
		return nil, fmt.Errorf("seed the inventory: %w", err)
	}
	return result, nil
}

// requireLoopback refuses every address that another machine could reach.
func requireLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("-listen %q: %w", address, err)
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("-listen %q: only a loopback address, such as 127.0.0.1:8989, is served", address)
	}
	return nil
}
