package center

import (
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// RelocateVMTask moves a machine: to another pool, host, folder or datastore. The simulator leaves
// the machine in the lists of where it was, and its disks on the datastore they were on.
func (vm *virtualMachine) RelocateVMTask(ctx *simulator.Context, req *types.RelocateVM_Task) soap.HasFault {
	ref := run(ctx, vm.VirtualMachine, "relocateVm", func() (types.AnyType, types.BaseMethodFault) {
		return nil, vm.relocate(ctx, &req.Spec)
	})
	return &methods.RelocateVM_TaskBody{Res: &types.RelocateVM_TaskResponse{Returnval: ref}}
}

func (vm *virtualMachine) relocate(ctx *simulator.Context, spec *types.VirtualMachineRelocateSpec) types.BaseMethodFault {
	if spec.Pool != nil {
		if fault := vm.moveToPool(ctx, *spec.Pool); fault != nil {
			return fault
		}
	}
	if spec.Host != nil {
		if fault := vm.moveToHost(ctx, *spec.Host); fault != nil {
			return fault
		}
	}
	if spec.Folder != nil && *spec.Folder != *vm.Parent {
		target, ok := ctx.Map.Get(*spec.Folder).(*simulator.Folder)
		if !ok {
			return &types.ManagedObjectNotFound{Obj: *spec.Folder}
		}
		request := &types.MoveIntoFolder_Task{This: target.Self, List: []types.ManagedObjectReference{vm.Self}}
		if _, fault := finish(ctx, target.MoveIntoFolderTask(ctx, request)); fault != nil {
			return fault
		}
	}
	if fault := vm.moveDisks(ctx, spec); fault != nil {
		return fault
	}
	if spec.Datastore != nil {
		if fault := vm.moveHome(ctx, *spec.Datastore); fault != nil {
			return fault
		}
	}
	vm.refreshDatastores(ctx)
	vm.center.storePolicies(vm.VirtualMachine, spec.Profile, nil)
	if len(spec.DeviceChange) == 0 {
		return nil
	}
	change := types.VirtualMachineConfigSpec{DeviceChange: spec.DeviceChange}
	return vm.reconfigure(ctx, &types.ReconfigVM_Task{This: vm.Self, Spec: change})
}

func (vm *virtualMachine) moveToPool(ctx *simulator.Context, ref types.ManagedObjectReference) types.BaseMethodFault {
	target, ok := ctx.Map.Get(ref).(*simulator.ResourcePool)
	if !ok {
		return &types.ManagedObjectNotFound{Obj: ref}
	}
	vm.leavePool(ctx)
	ctx.Map.AddReference(ctx, target, &target.Vm, vm.Self)
	ctx.Update(vm.VirtualMachine, []types.PropertyChange{{Name: "resourcePool", Val: &ref}})
	return nil
}

func (vm *virtualMachine) leavePool(ctx *simulator.Context) {
	if vm.ResourcePool == nil {
		return
	}
	if pool, ok := ctx.Map.Get(*vm.ResourcePool).(*simulator.ResourcePool); ok {
		ctx.Map.RemoveReference(ctx, pool, &pool.Vm, vm.Self)
	}
}

func (vm *virtualMachine) moveToHost(ctx *simulator.Context, ref types.ManagedObjectReference) types.BaseMethodFault {
	target, ok := ctx.Map.Get(ref).(*simulator.HostSystem)
	if !ok {
		return &types.ManagedObjectNotFound{Obj: ref}
	}
	if source, ok := ctx.Map.Get(*vm.Runtime.Host).(*simulator.HostSystem); ok {
		ctx.Map.RemoveReference(ctx, source, &source.Vm, vm.Self)
	}
	ctx.Map.AddReference(ctx, target, &target.Vm, vm.Self)
	ctx.Update(vm.VirtualMachine, []types.PropertyChange{
		{Name: "runtime.host", Val: &ref},
		{Name: "summary.runtime.host", Val: &ref},
	})
	return nil
}

// moveDisks gives the disks that are to lie elsewhere a new file there.
func (vm *virtualMachine) moveDisks(ctx *simulator.Context, spec *types.VirtualMachineRelocateSpec) types.BaseMethodFault {
	for _, disk := range disks(copyOf(*vm.Config).Hardware.Device) {
		target := spec.Datastore
		for i := range spec.Disk {
			if spec.Disk[i].DiskId == disk.Key {
				target = &spec.Disk[i].Datastore
			}
		}
		if target == nil {
			continue
		}
		name, fault := vm.datastoreName(ctx, target)
		if fault != nil {
			return fault
		}
		backing, ok := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
		var file object.DatastorePath
		if !ok || !file.FromString(backing.FileName) || file.Datastore == name {
			continue
		}
		if fault := vm.moveDisk(ctx, disk, backing, name); fault != nil {
			return fault
		}
	}
	return nil
}

// moveHome moves the configuration and the UEFI variables. The log stays where it is: the simulator
// goes on writing there.
func (vm *virtualMachine) moveHome(ctx *simulator.Context, ref types.ManagedObjectReference) types.BaseMethodFault {
	name, fault := vm.datastoreName(ctx, &ref)
	if fault != nil {
		return fault
	}
	var home object.DatastorePath
	if home.FromString(vm.Config.Files.VmPathName); home.Datastore == name {
		return nil
	}
	old := home
	home.Datastore = name
	files := ctx.Map.FileManager()
	for _, suffix := range []string{".vmx", ".nvram"} {
		base := strings.TrimSuffix(old.Path, ".vmx")
		from := object.DatastorePath{Datastore: old.Datastore, Path: base + suffix}
		to := object.DatastorePath{Datastore: home.Datastore, Path: base + suffix}
		datacenter := datacenterOf(ctx, vm.VirtualMachine)
		request := &types.MoveDatastoreFile_Task{
			This: files.Self, SourceName: from.String(), SourceDatacenter: &datacenter,
			DestinationName: to.String(), Force: types.NewBool(true),
		}
		ctx.WithLock(files, func() { _, _ = finish(ctx, files.MoveDatastoreFileTask(ctx, request)) })
	}
	ctx.Update(vm.VirtualMachine, []types.PropertyChange{
		{Name: "config.files.vmPathName", Val: home.String()},
		{Name: "summary.config.vmPathName", Val: home.String()},
	})
	return nil
}

func datacenterOf(ctx *simulator.Context, entity mo.Entity) types.ManagedObjectReference {
	for entity != nil && entity.Entity().Parent != nil {
		ref := *entity.Entity().Parent
		if ref.Type == "Datacenter" {
			return ref
		}
		entity, _ = ctx.Map.Get(ref).(mo.Entity)
	}
	return types.ManagedObjectReference{}
}

func (vm *virtualMachine) moveDisk(ctx *simulator.Context, disk *types.VirtualDisk, backing *types.VirtualDiskFlatVer2BackingInfo, store string) types.BaseMethodFault {
	old := copyOf(*disk)
	backing.FileName, backing.Datastore = "["+store+"]", nil
	change := types.VirtualMachineConfigSpec{DeviceChange: []types.BaseVirtualDeviceConfigSpec{
		&types.VirtualDeviceConfigSpec{
			Operation:     types.VirtualDeviceConfigSpecOperationRemove,
			FileOperation: types.VirtualDeviceConfigSpecFileOperationDestroy,
			Device:        &old,
		},
		&types.VirtualDeviceConfigSpec{
			Operation:     types.VirtualDeviceConfigSpecOperationAdd,
			FileOperation: types.VirtualDeviceConfigSpecFileOperationCreate,
			Device:        disk,
		},
	}}
	request := &types.ReconfigVM_Task{This: vm.Self, Spec: change}
	_, fault := finish(ctx, vm.VirtualMachine.ReconfigVMTask(ctx, request))
	vm.sortDevices(ctx)
	return fault
}

// refreshDatastores makes the list of datastores that of the machine's files.
func (vm *virtualMachine) refreshDatastores(ctx *simulator.Context) {
	files := []string{vm.Config.Files.VmPathName}
	for _, disk := range disks(vm.Config.Hardware.Device) {
		if backing, ok := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo); ok {
			files = append(files, backing.FileName)
		}
	}
	host := ctx.Map.Get(*vm.Runtime.Host).(*simulator.HostSystem)
	used := []types.ManagedObjectReference{}
	for _, file := range files {
		var path object.DatastorePath
		path.FromString(file)
		store, ok := ctx.Map.FindByName(path.Datastore, host.Datastore).(*simulator.Datastore)
		if ok && simulator.FindReference(used, store.Self) == nil {
			used = append(used, store.Self)
			ctx.Map.AddReference(ctx, store, &store.Vm, vm.Self)
		}
	}
	for _, ref := range vm.Datastore {
		if store, ok := ctx.Map.Get(ref).(*simulator.Datastore); ok && simulator.FindReference(used, ref) == nil {
			ctx.Map.RemoveReference(ctx, store, &store.Vm, vm.Self)
		}
	}
	ctx.Update(vm.VirtualMachine, []types.PropertyChange{{Name: "datastore", Val: used}})
}
