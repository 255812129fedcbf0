// Command vcenter-simulator is the lab's vCenter.
//
//	vcenter-simulator [serve] [flags]          serves a simulated vCenter on loopback until it is told to stop
//	vcenter-simulator read -url URL            prints what a vCenter itself reports, as JSON
//	vcenter-simulator rebuild -url URL NAME    makes a template again: same name, new UUID, new snapshot
//
// When the server is ready it prints one line of JSON: the URL, without the credentials. Nothing is
// kept: a stopped simulator forgets all machines. The two clients work with any vCenter, and all
// three take user and password from VSPHERE_USER and VSPHERE_PASSWORD.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"vm-lifecycle/lab/engines/vcenter/internal/center"
	"vm-lifecycle/lab/engines/vcenter/internal/reader"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command, args := "serve", os.Args[1:]
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	commands := map[string]func(context.Context, []string) error{"serve": serve, "read": read, "rebuild": rebuild}
	work, ok := commands[command]
	if !ok {
		log.Fatalf("there is no command %q: use serve, read or rebuild", command)
	}
	if err := work(ctx, args); err != nil {
		log.Fatal(err)
	}
}

// list is a flag that may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(value string) error {
	if name, _, _ := strings.Cut(value, "@"); name == "" {
		return fmt.Errorf("want NAME or NAME@SNAPSHOT")
	}
	*l = append(*l, value)
	return nil
}

func serve(ctx context.Context, args []string) error {
	var o center.Options
	var templates list
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:0", "loopback address and port; port 0 takes a free one")
	flags.StringVar(&o.User, "user", setting("VSPHERE_USER", "user"), "login name")
	flags.StringVar(&o.Password, "password", setting("VSPHERE_PASSWORD", "pass"), "login password; rather set VSPHERE_PASSWORD")
	flags.IntVar(&o.Hosts, "hosts", 3, "hosts in the cluster")
	flags.IntVar(&o.Machines, "machines", 0, "virtual machines that exist from the start")
	flags.Var(&templates, "template", "`NAME[@SNAPSHOT]` of a further template; may be repeated")
	_ = flags.Parse(args)
	o.Templates = templates
	server, err := center.Start(ctx, o)
	if err != nil {
		return err
	}
	defer server.Close()
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"url": server.URL}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func read(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("read", flag.ExitOnError)
	address := flags.String("url", "", "`URL` of the vCenter")
	_ = flags.Parse(args)
	inventory, err := reader.Read(ctx, login(*address))
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(inventory)
}

func rebuild(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("rebuild", flag.ExitOnError)
	address := flags.String("url", "", "`URL` of the vCenter")
	_ = flags.Parse(args)
	if flags.NArg() != 1 {
		return fmt.Errorf("name the one template to make again")
	}
	made, err := reader.Rebuild(ctx, login(*address), flags.Arg(0))
	if err != nil {
		return fmt.Errorf("rebuild template %s: %w", flags.Arg(0), err)
	}
	return json.NewEncoder(os.Stdout).Encode(made)
}

func login(address string) reader.Login {
	return reader.Login{URL: address, User: setting("VSPHERE_USER", "user"), Password: setting("VSPHERE_PASSWORD", "pass")}
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
