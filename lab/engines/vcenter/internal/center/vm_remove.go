package center

import (
	"path"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// DestroyTask deletes a machine with all that vCenter knows of it: its places in rules, groups and
// overrides of the cluster, its permissions, tags and policies. Files that linked clones are based
// on stay.
func (vm *virtualMachine) DestroyTask(ctx *simulator.Context, req *types.Destroy_Task) soap.HasFault {
	ref := run(ctx, vm.VirtualMachine, "destroy", func() (types.AnyType, types.BaseMethodFault) {
		if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
			return nil, &types.InvalidPowerState{
				RequestedState: types.VirtualMachinePowerStatePoweredOff,
				ExistingState:  vm.Runtime.PowerState,
			}
		}
		snapshots, home := snapshotsOf(vm.Snapshot), vm.home()
		datacenter := datacenterOf(ctx, vm.VirtualMachine)
		kept := vm.hasClones(ctx)
		if kept {
			vm.keepFiles(ctx)
		}
		if _, fault := finish(ctx, vm.VirtualMachine.DestroyTask(ctx, req)); fault != nil {
			return nil, fault
		}
		if home != vm.Config.Files.LogDirectory && !kept {
			files := ctx.Map.FileManager()
			request := &types.DeleteDatastoreFile_Task{This: files.Self, Name: home, Datacenter: &datacenter}
			ctx.WithLock(files, func() { _, _ = finish(ctx, files.DeleteDatastoreFileTask(ctx, request)) })
		}
		for _, snapshot := range snapshots {
			ctx.Map.Remove(ctx, snapshot)
		}
		vm.center.leaveClusters(ctx, vm.Self)
		vm.center.dropPermissions(ctx, vm.Self)
		vm.center.detachTags(vm.Self)
		return nil, nil
	})
	return &methods.Destroy_TaskBody{Res: &types.Destroy_TaskResponse{Returnval: ref}}
}

// home is the folder of the machine's configuration.
func (vm *virtualMachine) home() string {
	var file object.DatastorePath
	file.FromString(vm.Config.Files.VmPathName)
	file.Path = path.Dir(file.Path)
	return file.String()
}

// hasClones tells whether a disk of another machine is based on one of this machine.
func (vm *virtualMachine) hasClones(ctx *simulator.Context) bool {
	files := map[string]bool{}
	for _, disk := range disks(vm.Config.Hardware.Device) {
		if backing, ok := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo); ok {
			files[backing.FileName] = true
		}
	}
	for _, entity := range ctx.Map.All("VirtualMachine") {
		other, ok := entity.(*simulator.VirtualMachine)
		if !ok || other.Self == vm.Self || other.Config == nil {
			continue
		}
		for _, disk := range disks(other.Config.Hardware.Device) {
			if files[parentOf(disk)] {
				return true
			}
		}
	}
	return false
}

// keepFiles takes the disks off the machine, and points its folder to nowhere: what the simulator
// deletes with the machine is then no longer of it.
func (vm *virtualMachine) keepFiles(ctx *simulator.Context) {
	devices := object.VirtualDeviceList(vm.Config.Hardware.Device).Select(func(device types.BaseVirtualDevice) bool {
		_, disk := device.(*types.VirtualDisk)
		return !disk
	})
	vm.Config.Files.LogDirectory = vm.Config.Files.LogDirectory + "/deleted"
	ctx.Update(vm.VirtualMachine, []types.PropertyChange{
		{Name: "config.hardware.device", Val: []types.BaseVirtualDevice(devices)},
	})
}

func snapshotsOf(info *types.VirtualMachineSnapshotInfo) []types.ManagedObjectReference {
	if info == nil {
		return nil
	}
	var collect func([]types.VirtualMachineSnapshotTree) []types.ManagedObjectReference
	collect = func(trees []types.VirtualMachineSnapshotTree) (refs []types.ManagedObjectReference) {
		for _, tree := range trees {
			refs = append(append(refs, tree.Snapshot), collect(tree.ChildSnapshotList)...)
		}
		return refs
	}
	return collect(info.RootSnapshotList)
}

// MarkAsTemplate takes the machine out of its pool: a template has none.
func (vm *virtualMachine) MarkAsTemplate(ctx *simulator.Context, req *types.MarkAsTemplate) soap.HasFault {
	pool := vm.ResourcePool
	answer := vm.VirtualMachine.MarkAsTemplate(req)
	if answer.Fault() == nil && pool != nil {
		if found, ok := ctx.Map.Get(*pool).(*simulator.ResourcePool); ok {
			ctx.Map.RemoveReference(ctx, found, &found.Vm, vm.Self)
		}
	}
	return answer
}

// MarkAsVirtualMachine puts a template into a pool again.
func (vm *virtualMachine) MarkAsVirtualMachine(ctx *simulator.Context, req *types.MarkAsVirtualMachine) soap.HasFault {
	answer := vm.VirtualMachine.MarkAsVirtualMachine(req)
	if answer.Fault() == nil {
		if pool, ok := ctx.Map.Get(req.Pool).(*simulator.ResourcePool); ok {
			ctx.Map.AddReference(ctx, pool, &pool.Vm, vm.Self)
		}
	}
	return answer
}
