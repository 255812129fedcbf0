// Command vcenter-simulator serves govmomi's simulated vCenter on a loopback address until it is
// told to stop. When it is ready it prints one line of JSON: the URL, without the credentials.
//
// The inventory is govmomi's: datacenter DC0, cluster DC0_C0, datastore LocalDS_0, "VM Network".
// Nothing is kept: a stopped simulator forgets all machines.
package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"

	_ "github.com/vmware/govmomi/pbm/simulator" // storage policies
	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator" // tags and categories
)

type options struct {
	listen, user, password string
	hosts, machines        int
	templates              templates
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback address and port; port 0 takes a free one")
	flag.StringVar(&o.user, "user", "user", "login name")
	flag.StringVar(&o.password, "password", "pass", "login password")
	flag.IntVar(&o.hosts, "hosts", 3, "hosts in the cluster")
	flag.IntVar(&o.machines, "machines", 2, "virtual machines that exist from the start")
	flag.Var(&o.templates, "template", "`NAME[@SNAPSHOT]` of a template to seed; may be repeated")
	flag.Parse()
	if err := serve(o); err != nil {
		log.Fatal(err)
	}
}

func serve(o options) error {
	if err := requireLoopback(o.listen); err != nil {
		return err
	}
	model := simulator.VPX()
	model.Datacenter, model.Cluster, model.ClusterHost = 1, 1, o.hosts
	model.Machine = max(1, o.machines) // templates are cloned from the first one
	if err := model.Create(); err != nil {
		return fmt.Errorf("create the inventory: %w", err)
	}
	defer model.Remove()

	model.Service.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	model.Service.RegisterEndpoints = true
	model.Service.Listen = &url.URL{Host: o.listen, User: url.UserPassword(o.user, o.password)}
	server := model.Service.NewServer()
	defer server.Close()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := o.templates.seed(ctx, server.URL); err != nil {
		return err
	}
	address := *server.URL
	address.User = nil
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"url": address.String()}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
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
