package center

import (
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// CloneVMTask copies the whole machine: firmware, flags, extra configuration, allocations and
// devices, from its snapshot where one is named. The simulator copies hardware only, and knows no
// linked clones.
func (vm *virtualMachine) CloneVMTask(ctx *simulator.Context, req *types.CloneVM_Task) soap.HasFault {
	ref := run(ctx, vm.VirtualMachine, "cloneVm", func() (types.AnyType, types.BaseMethodFault) {
		return vm.clone(ctx, req)
	})
	return &methods.CloneVM_TaskBody{Res: &types.CloneVM_TaskResponse{Returnval: ref}}
}

func (vm *virtualMachine) clone(ctx *simulator.Context, req *types.CloneVM_Task) (types.AnyType, types.BaseMethodFault) {
	folder, ok := ctx.Map.Get(req.Folder).(*simulator.Folder)
	if !ok {
		return nil, invalid("folder")
	}
	if fault := duplicateName(ctx, folder.Self, req.Name); fault != nil {
		return nil, fault
	}
	pool := req.Spec.Location.Pool
	if pool == nil {
		pool = vm.ResourcePool
	}
	if pool == nil {
		return nil, invalid("spec.location.pool")
	}
	spec, fault := vm.cloneConfig(ctx, req)
	if fault != nil {
		return nil, fault
	}
	made, fault := vm.center.create(ctx, folder, &types.CreateVM_Task{
		This: folder.Self, Config: spec, Pool: *pool, Host: req.Spec.Location.Host,
	})
	if fault != nil {
		return nil, fault
	}
	clone := &virtualMachine{made, vm.center}
	if fault := clone.finishClone(ctx, &req.Spec); fault != nil {
		_, _ = finish(ctx, clone.DestroyTask(ctx, &types.Destroy_Task{This: made.Self}))
		return nil, fault
	}
	return made.Self, nil
}

// finishClone applies the changes that the client asked for, and starts the machine if it shall run.
func (vm *virtualMachine) finishClone(ctx *simulator.Context, spec *types.VirtualMachineCloneSpec) types.BaseMethodFault {
	var changes []types.VirtualMachineConfigSpec
	if len(spec.Location.DeviceChange) > 0 {
		changes = append(changes, types.VirtualMachineConfigSpec{DeviceChange: spec.Location.DeviceChange})
	}
	if spec.Config != nil {
		changes = append(changes, *spec.Config)
	}
	for _, change := range changes {
		if fault := vm.reconfigure(ctx, &types.ReconfigVM_Task{This: vm.Self, Spec: change}); fault != nil {
			return fault
		}
	}
	vm.sortDevices(ctx)
	vm.center.storePolicies(vm.VirtualMachine, spec.Location.Profile, nil)
	if spec.Template {
		return faultOf(vm.MarkAsTemplate(ctx, &types.MarkAsTemplate{This: vm.Self}))
	}
	if spec.Customization != nil {
		request := &types.CustomizeVM_Task{This: vm.Self, Spec: *spec.Customization}
		if _, fault := finish(ctx, vm.CustomizeVMTask(ctx, request)); fault != nil {
			return fault
		}
	}
	if spec.PowerOn {
		if _, fault := finish(ctx, vm.PowerOnVMTask(ctx, &types.PowerOnVM_Task{This: vm.Self})); fault != nil {
			return fault
		}
	}
	return nil
}

func faultOf(answer soap.HasFault) types.BaseMethodFault {
	if fault := answer.Fault(); fault != nil {
		return vimFault(fault)
	}
	return nil
}

// cloneConfig is the specification that makes a copy.
func (vm *virtualMachine) cloneConfig(ctx *simulator.Context, req *types.CloneVM_Task) (types.VirtualMachineConfigSpec, types.BaseMethodFault) {
	source := copyOf(*vm.Config)
	if ref := req.Spec.Snapshot; ref != nil {
		snapshot, ok := ctx.Map.Get(*ref).(*simulator.VirtualMachineSnapshot)
		if !ok || snapshot.Vm != vm.Self {
			return types.VirtualMachineConfigSpec{}, invalid("spec.snapshot")
		}
		source = copyOf(snapshot.Config)
	}
	store, fault := vm.datastoreName(ctx, req.Spec.Location.Datastore)
	if fault != nil {
		return types.VirtualMachineConfigSpec{}, fault
	}
	spec := types.VirtualMachineConfigSpec{
		Name:                         req.Name,
		Version:                      source.Version,
		GuestId:                      source.GuestId,
		AlternateGuestName:           source.AlternateGuestName,
		Annotation:                   source.Annotation,
		Firmware:                     source.Firmware,
		Flags:                        &source.Flags,
		BootOptions:                  source.BootOptions,
		Tools:                        source.Tools,
		NumCPUs:                      source.Hardware.NumCPU,
		NumCoresPerSocket:            source.Hardware.NumCoresPerSocket,
		MemoryMB:                     int64(source.Hardware.MemoryMB),
		CpuHotAddEnabled:             source.CpuHotAddEnabled,
		CpuHotRemoveEnabled:          source.CpuHotRemoveEnabled,
		MemoryHotAddEnabled:          source.MemoryHotAddEnabled,
		MemoryReservationLockedToMax: source.MemoryReservationLockedToMax,
		CpuAllocation:                source.CpuAllocation,
		MemoryAllocation:             source.MemoryAllocation,
		NestedHVEnabled:              source.NestedHVEnabled,
		LatencySensitivity:           source.LatencySensitivity,
		SwapPlacement:                source.SwapPlacement,
		MigrateEncryption:            source.MigrateEncryption,
		FtEncryptionMode:             source.FtEncryptionMode,
		ExtraConfig:                  source.ExtraConfig,
		Files:                        &types.VirtualMachineFileInfo{VmPathName: "[" + store + "]"},
	}
	spec.Tools.PendingCustomization = ""
	spec.DeviceChange, fault = vm.cloneDevices(ctx, &req.Spec, source.Hardware.Device)
	return spec, fault
}

func (vm *virtualMachine) datastoreName(ctx *simulator.Context, ref *types.ManagedObjectReference) (string, types.BaseMethodFault) {
	if ref == nil {
		var home object.DatastorePath
		home.FromString(vm.Config.Files.VmPathName)
		return home.Datastore, nil
	}
	store, ok := ctx.Map.Get(*ref).(*simulator.Datastore)
	if !ok {
		return "", &types.ManagedObjectNotFound{Obj: *ref}
	}
	return store.Name, nil
}

// cloneDevices copies the devices that a machine does not have anyway. Cards get a new address,
// disks a new file; that of a linked clone is based on the file of the source.
func (vm *virtualMachine) cloneDevices(ctx *simulator.Context, spec *types.VirtualMachineCloneSpec, devices []types.BaseVirtualDevice) ([]types.BaseVirtualDeviceConfigSpec, types.BaseMethodFault) {
	var changes []types.BaseVirtualDeviceConfigSpec
	for _, device := range devices {
		change := &types.VirtualDeviceConfigSpec{Operation: types.VirtualDeviceConfigSpecOperationAdd, Device: device}
		switch copied := device.(type) {
		case *types.VirtualIDEController, *types.VirtualPS2Controller, *types.VirtualPCIController,
			*types.VirtualSIOController, *types.VirtualKeyboard, *types.VirtualPointingDevice,
			*types.VirtualMachineVideoCard, *types.VirtualMachineVMCIDevice:
			continue // every new machine has them
		case *types.VirtualDisk:
			change.FileOperation = types.VirtualDeviceConfigSpecFileOperationCreate
			if fault := vm.cloneDisk(ctx, spec, copied); fault != nil {
				return nil, fault
			}
			for _, locator := range spec.Location.Disk {
				if locator.DiskId == copied.Key {
					change.Profile = locator.Profile
				}
			}
		case types.BaseVirtualEthernetCard:
			card := copied.GetVirtualEthernetCard()
			card.MacAddress, card.AddressType, card.ExternalId = "", "", ""
		}
		changes = append(changes, change)
	}
	return changes, nil
}

func (vm *virtualMachine) cloneDisk(ctx *simulator.Context, spec *types.VirtualMachineCloneSpec, disk *types.VirtualDisk) types.BaseMethodFault {
	source, ok := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
	if !ok {
		return &types.NotSupported{}
	}
	store, how := spec.Location.Datastore, spec.Location.DiskMoveType
	thin, eager := source.ThinProvisioned, source.EagerlyScrub
	for _, locator := range spec.Location.Disk {
		if locator.DiskId != disk.Key {
			continue
		}
		store, how = &locator.Datastore, orElse(locator.DiskMoveType, how)
		if asked, ok := locator.DiskBackingInfo.(*types.VirtualDiskFlatVer2BackingInfo); ok {
			if asked.ThinProvisioned != nil {
				thin = asked.ThinProvisioned
			}
			if asked.EagerlyScrub != nil {
				eager = asked.EagerlyScrub
			}
		}
	}
	name, fault := vm.datastoreName(ctx, store)
	if fault != nil {
		return fault
	}
	backing := &types.VirtualDiskFlatVer2BackingInfo{
		VirtualDeviceFileBackingInfo: types.VirtualDeviceFileBackingInfo{FileName: "[" + name + "]"},
		DiskMode:                     source.DiskMode,
		WriteThrough:                 source.WriteThrough,
		Sharing:                      source.Sharing,
		ThinProvisioned:              thin,
		EagerlyScrub:                 eager,
	}
	switch types.VirtualMachineRelocateDiskMoveOptions(how) {
	case types.VirtualMachineRelocateDiskMoveOptionsCreateNewChildDiskBacking,
		types.VirtualMachineRelocateDiskMoveOptionsMoveAllDiskBackingsAndAllowSharing,
		types.VirtualMachineRelocateDiskMoveOptionsMoveChildMostDiskBacking:
		if vm.Snapshot == nil {
			return &types.InvalidArgument{InvalidProperty: "spec.snapshot"}
		}
		parent := *source
		backing.Parent = &parent
		backing.ThinProvisioned = types.NewBool(true) // a delta file holds what differs
	}
	disk.Backing = backing
	disk.VDiskId, disk.DiskObjectId = nil, ""
	return nil
}
