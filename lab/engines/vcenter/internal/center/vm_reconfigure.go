package center

import (
	"sort"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// ReconfigVMTask changes a machine as vCenter does: all or nothing, what is not named stays, and
// what a running machine can't take is refused.
func (vm *virtualMachine) ReconfigVMTask(ctx *simulator.Context, req *types.ReconfigVM_Task) soap.HasFault {
	if vm.Config.Template {
		return vm.VirtualMachine.ReconfigVMTask(ctx, req)
	}
	ref := run(ctx, vm.VirtualMachine, "reconfigVm", func() (types.AnyType, types.BaseMethodFault) {
		return nil, vm.reconfigure(ctx, req)
	})
	return &methods.ReconfigVM_TaskBody{Res: &types.ReconfigVM_TaskResponse{Returnval: ref}}
}

func (vm *virtualMachine) reconfigure(ctx *simulator.Context, req *types.ReconfigVM_Task) types.BaseMethodFault {
	spec := &req.Spec
	for _, check := range []func(*simulator.Context, *types.VirtualMachineConfigSpec) types.BaseMethodFault{
		vm.checkName, vm.checkPower, vm.checkDisks,
	} {
		if fault := check(ctx, spec); fault != nil {
			return fault
		}
	}
	if fault := vm.center.checkProfiles(spec); fault != nil {
		return fault
	}
	config, cards := copyOf(*vm.Config), copyOf(*vm.Guest)
	if fault := vm.change(ctx, req); fault != nil {
		*vm.Config, *vm.Guest = config, cards
		return fault
	}
	vm.center.assignMACs(ctx, vm.VirtualMachine)
	vm.center.storePolicies(vm.VirtualMachine, spec.VmProfile, spec.DeviceChange)
	vm.sortDevices(ctx)
	labelDevices(ctx, vm.VirtualMachine)
	if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
		vm.center.reportGuest(ctx, vm.VirtualMachine)
	}
	return nil
}

func (vm *virtualMachine) change(ctx *simulator.Context, req *types.ReconfigVM_Task) types.BaseMethodFault {
	spec := &req.Spec
	spec.ExtraConfig = vm.effective(spec.ExtraConfig)
	settings := takeSettings(spec)
	if _, fault := finish(ctx, vm.VirtualMachine.ReconfigVMTask(ctx, req)); fault != nil {
		return fault
	}
	vm.Config.SwapPlacement = orElse(spec.SwapPlacement, vm.Config.SwapPlacement)
	if spec.VPMCEnabled != nil {
		vm.Config.VPMCEnabled = spec.VPMCEnabled
	}
	if fault := settings.apply(vm.VirtualMachine); fault != nil {
		return fault
	}
	ctx.Update(vm.VirtualMachine, []types.PropertyChange{{Name: "config", Val: *vm.Config}})
	return nil
}

// effective leaves out keys that are to be removed and are not there.
func (vm *virtualMachine) effective(options []types.BaseOptionValue) []types.BaseOptionValue {
	var result []types.BaseOptionValue
	present := object.OptionValueList(vm.Config.ExtraConfig).Map()
	for _, option := range options {
		value := option.GetOptionValue()
		if _, there := present[value.Key]; there || value.Value != "" {
			result = append(result, option)
		}
	}
	return result
}

// checkName refuses a name that another machine of the same folder has.
func (vm *virtualMachine) checkName(ctx *simulator.Context, spec *types.VirtualMachineConfigSpec) types.BaseMethodFault {
	if spec.Name == "" || spec.Name == vm.Name {
		return nil
	}
	return duplicateName(ctx, *vm.Parent, spec.Name)
}

func duplicateName(ctx *simulator.Context, parent types.ManagedObjectReference, name string) types.BaseMethodFault {
	folder, ok := ctx.Map.Get(parent).(*simulator.Folder)
	if !ok {
		return nil
	}
	if other := ctx.Map.FindByName(name, folder.ChildEntity); other != nil {
		return &types.DuplicateName{Name: name, Object: other.Reference()}
	}
	return nil
}

// checkPower refuses what needs a stop: processors and memory without hot plug, and what belongs to
// the machine's identity.
func (vm *virtualMachine) checkPower(_ *simulator.Context, spec *types.VirtualMachineConfigSpec) types.BaseMethodFault {
	if vm.Runtime.PowerState != types.VirtualMachinePowerStatePoweredOn {
		return nil
	}
	hardware := vm.Config.Hardware
	switch cpus := spec.NumCPUs; {
	case cpus > hardware.NumCPU && !isTrue(vm.Config.CpuHotAddEnabled),
		cpus != 0 && cpus < hardware.NumCPU && !isTrue(vm.Config.CpuHotRemoveEnabled):
		return new(types.CpuHotPlugNotSupported)
	}
	switch memory := int32(spec.MemoryMB); {
	case memory > hardware.MemoryMB && !isTrue(vm.Config.MemoryHotAddEnabled),
		memory != 0 && memory < hardware.MemoryMB:
		return new(types.MemoryHotPlugNotSupported)
	}
	changes := func(wanted, found *bool) bool { return wanted != nil && *wanted != isTrue(found) }
	boot := spec.BootOptions
	if (spec.Firmware != "" && spec.Firmware != vm.Config.Firmware) ||
		(spec.GuestId != "" && spec.GuestId != vm.Config.GuestId) ||
		(spec.NumCoresPerSocket != nil && hardware.NumCoresPerSocket != nil && *spec.NumCoresPerSocket != *hardware.NumCoresPerSocket) ||
		(boot != nil && changes(boot.EfiSecureBootEnabled, vm.Config.BootOptions.EfiSecureBootEnabled)) ||
		changes(spec.CpuHotAddEnabled, vm.Config.CpuHotAddEnabled) ||
		changes(spec.CpuHotRemoveEnabled, vm.Config.CpuHotRemoveEnabled) ||
		changes(spec.MemoryHotAddEnabled, vm.Config.MemoryHotAddEnabled) ||
		changes(spec.NestedHVEnabled, vm.Config.NestedHVEnabled) {
		return &types.InvalidPowerState{
			RequestedState: types.VirtualMachinePowerStatePoweredOff,
			ExistingState:  vm.Runtime.PowerState,
		}
	}
	return nil
}

// checkDisks refuses to shrink a disk, and to grow one that others are based on or that is based on
// another: vSphere extends neither linked clones nor machines with snapshots.
func (vm *virtualMachine) checkDisks(_ *simulator.Context, spec *types.VirtualMachineConfigSpec) types.BaseMethodFault {
	for i, change := range spec.DeviceChange {
		device := change.GetVirtualDeviceConfigSpec()
		wanted, ok := device.Device.(*types.VirtualDisk)
		if !ok || device.Operation != types.VirtualDeviceConfigSpecOperationEdit {
			continue
		}
		found, ok := object.VirtualDeviceList(vm.Config.Hardware.Device).FindByKey(wanted.Key).(*types.VirtualDisk)
		if !ok {
			continue // the simulator refuses it
		}
		from, to := capacity(found), capacity(wanted)
		if to < from || (to > from && (vm.Snapshot != nil || parentOf(found) != "")) {
			return &types.InvalidDeviceOperation{
				InvalidDeviceSpec: types.InvalidDeviceSpec{DeviceIndex: int32(i)},
				BadOp:             types.VirtualDeviceConfigSpecOperationEdit,
			}
		}
	}
	return nil
}

func capacity(disk *types.VirtualDisk) int64 {
	if disk.CapacityInKB != 0 {
		return max(disk.CapacityInKB, disk.CapacityInBytes/1024)
	}
	return disk.CapacityInBytes / 1024
}

// parentOf is the file that a disk is based on, or nothing.
func parentOf(disk *types.VirtualDisk) string {
	if backing, ok := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo); ok && backing.Parent != nil {
		return backing.Parent.FileName
	}
	return ""
}

// sortDevices keeps the list in the order of keys; the simulator moves what is edited to the end.
func (vm *virtualMachine) sortDevices(ctx *simulator.Context) {
	devices := append([]types.BaseVirtualDevice{}, vm.Config.Hardware.Device...)
	sort.SliceStable(devices, func(i, j int) bool {
		return devices[i].GetVirtualDevice().Key < devices[j].GetVirtualDevice().Key
	})
	ctx.Update(vm.VirtualMachine, []types.PropertyChange{{Name: "config.hardware.device", Val: devices}})
}
