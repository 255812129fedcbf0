package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/vim25/types"
)

// templates is a list of NAME[@SNAPSHOT], as given on the command line. A linked clone is made from
// a snapshot that must exist before Terraform plans, so the simulator has to start with it.
type templates []string

func (t *templates) String() string { return strings.Join(*t, " ") }

func (t *templates) Set(value string) error {
	if name, _, _ := strings.Cut(value, "@"); name == "" {
		return fmt.Errorf("want NAME or NAME@SNAPSHOT")
	}
	*t = append(*t, value)
	return nil
}

// seed clones the first virtual machine of the inventory once per template, through the API that
// any client would use.
func (t templates) seed(ctx context.Context, address *url.URL) error {
	if len(t) == 0 {
		return nil
	}
	client, err := govmomi.NewClient(ctx, address, true)
	if err != nil {
		return fmt.Errorf("log in to seed templates: %w", err)
	}
	defer func() { _ = client.Logout(ctx) }()
	finder := find.NewFinder(client.Client)
	for _, value := range t {
		name, snapshot, _ := strings.Cut(value, "@")
		if err := seedOne(ctx, client, finder, name, snapshot); err != nil {
			return fmt.Errorf("seed template %s: %w", name, err)
		}
	}
	return nil
}

func seedOne(ctx context.Context, client *govmomi.Client, finder *find.Finder, name, snapshot string) error {
	datacenter, err := finder.DefaultDatacenter(ctx)
	if err != nil {
		return err
	}
	finder.SetDatacenter(datacenter)
	source, err := finder.VirtualMachine(ctx, "DC0_C0_RP0_VM0")
	if err != nil {
		return err
	}
	folders, err := datacenter.Folders(ctx)
	if err != nil {
		return err
	}
	task, err := source.Clone(ctx, folders.VmFolder, name, types.VirtualMachineCloneSpec{})
	if err != nil {
		return err
	}
	if err := task.Wait(ctx); err != nil {
		return err
	}
	clone, err := finder.VirtualMachine(ctx, folders.VmFolder.InventoryPath+"/"+name)
	if err != nil {
		return err
	}
	if snapshot != "" {
		task, err := clone.CreateSnapshot(ctx, snapshot, "", false, false)
		if err != nil {
			return err
		}
		if err := task.Wait(ctx); err != nil {
			return err
		}
	}
	return clone.MarkAsTemplate(ctx)
}
