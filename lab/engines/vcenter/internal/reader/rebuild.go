package reader

import (
	"context"
	"fmt"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// Rebuilt is the template that was made.
type Rebuilt struct {
	Name      string   `json:"name"`
	UUID      string   `json:"uuid"`
	Snapshots []string `json:"snapshots"`
}

// Rebuild makes a template again, as an image pipeline does that overwrites its result: a new
// machine with a new UUID and new snapshots takes the place and the name of the old one.
func Rebuild(ctx context.Context, login Login, name string) (*Rebuilt, error) {
	client, err := login.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Logout(ctx) }()
	finder := find.NewFinder(client.Client)
	datacenter, err := finder.DefaultDatacenter(ctx)
	if err != nil {
		return nil, err
	}
	finder.SetDatacenter(datacenter)
	old, err := finder.VirtualMachine(ctx, name)
	if err != nil {
		return nil, err
	}
	var before mo.VirtualMachine
	if err := old.Properties(ctx, old.Reference(), []string{"config", "snapshot", "parent", "runtime"}, &before); err != nil {
		return nil, err
	}
	if !before.Config.Template {
		return nil, fmt.Errorf("it is a virtual machine, not a template")
	}
	pool, err := rootPool(ctx, old.Client(), *before.Runtime.Host)
	if err != nil {
		return nil, err
	}
	made, err := remake(ctx, old, &before, pool)
	if err != nil {
		return nil, err
	}
	if err := wait(ctx)(old.Destroy(ctx)); err != nil {
		return nil, err
	}
	if err := wait(ctx)(made.Reconfigure(ctx, types.VirtualMachineConfigSpec{Name: name})); err != nil {
		return nil, err
	}
	if err := made.MarkAsTemplate(ctx); err != nil {
		return nil, err
	}
	return &Rebuilt{Name: name, UUID: made.UUID(ctx), Snapshots: snapshotNames(before.Snapshot)}, nil
}

// rootPool is the root pool of the cluster that a host is in: a template has no pool of its own.
func rootPool(ctx context.Context, client *vim25.Client, host types.ManagedObjectReference) (types.ManagedObjectReference, error) {
	collector := property.DefaultCollector(client)
	var found mo.HostSystem
	if err := collector.RetrieveOne(ctx, host, []string{"parent"}, &found); err != nil {
		return types.ManagedObjectReference{}, err
	}
	var owner mo.ComputeResource
	if err := collector.RetrieveOne(ctx, *found.Parent, []string{"resourcePool"}, &owner); err != nil {
		return types.ManagedObjectReference{}, err
	}
	return *owner.ResourcePool, nil
}

// remake copies the template under another name, which the old one's deletion sets free.
func remake(ctx context.Context, old *object.VirtualMachine, before *mo.VirtualMachine, pool types.ManagedObjectReference) (*object.VirtualMachine, error) {
	folder := object.NewFolder(old.Client(), *before.Parent)
	spec := types.VirtualMachineCloneSpec{Location: types.VirtualMachineRelocateSpec{Pool: &pool}}
	task, err := old.Clone(ctx, folder, before.Config.Name+"-rebuild", spec)
	if err != nil {
		return nil, err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return nil, err
	}
	made := object.NewVirtualMachine(old.Client(), info.Result.(types.ManagedObjectReference))
	for _, name := range snapshotNames(before.Snapshot) {
		if err := wait(ctx)(made.CreateSnapshot(ctx, name, "", false, false)); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// snapshotNames lists parents before children; a rebuilt template has them in one line.
func snapshotNames(info *types.VirtualMachineSnapshotInfo) []string {
	names := []string{}
	if info == nil {
		return names
	}
	var collect func([]types.VirtualMachineSnapshotTree)
	collect = func(trees []types.VirtualMachineSnapshotTree) {
		for _, tree := range trees {
			names = append(names, tree.Name)
			collect(tree.ChildSnapshotList)
		}
	}
	collect(info.RootSnapshotList)
	return names
}

func wait(ctx context.Context) func(*object.Task, error) error {
	return func(task *object.Task, err error) error {
		if err != nil {
			return err
		}
		return task.Wait(ctx)
	}
}
