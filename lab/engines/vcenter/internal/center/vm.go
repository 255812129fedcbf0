package center

import (
	"github.com/google/uuid"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type virtualMachine struct {
	*simulator.VirtualMachine
	center *center
}

// folder makes machines with everything that vCenter fills in.
type folder struct {
	*simulator.Folder
	center *center
}

func (f *folder) CreateVMTask(ctx *simulator.Context, req *types.CreateVM_Task) soap.HasFault {
	ref := run(ctx, f.Folder, "createVm", func() (types.AnyType, types.BaseMethodFault) {
		vm, fault := f.center.create(ctx, f.Folder, req)
		if fault != nil {
			return nil, fault
		}
		return vm.Self, nil
	})
	return &methods.CreateVM_TaskBody{Res: &types.CreateVM_TaskResponse{Returnval: ref}}
}

// create makes a machine. The simulator derives UUIDs from the path of the VMX file; here a machine
// that is deleted and made again under its old name is another one, as it is in vCenter.
func (c *center) create(ctx *simulator.Context, folder *simulator.Folder, req *types.CreateVM_Task) (*simulator.VirtualMachine, types.BaseMethodFault) {
	config := &req.Config
	if config.Uuid == "" {
		config.Uuid = uuid.NewString()
	}
	if config.InstanceUuid == "" {
		config.InstanceUuid = uuid.NewString()
	}
	if fault := c.checkProfiles(config); fault != nil {
		return nil, fault
	}
	if req.Host == nil {
		req.Host = c.place(ctx, req.Pool)
	}
	profiles, swapPlacement := config.VmProfile, config.SwapPlacement
	settings := takeSettings(config)
	result, fault := finish(ctx, folder.CreateVMTask(ctx, req))
	if fault != nil {
		return nil, fault
	}
	vm := ctx.Map.Get(result.(types.ManagedObjectReference)).(*simulator.VirtualMachine)
	vm.Config.ExtraConfig = withoutOption(vm.Config.ExtraConfig, "govcsim") // the simulator's own mark
	vm.Config.Flags, vm.Config.BootOptions, vm.Config.Tools = defaultFlags(), defaultBootOptions(), defaultTools()
	setDefaults(vm.Config)
	vm.Config.SwapPlacement = orElse(swapPlacement, vm.Config.SwapPlacement)
	if fault := settings.apply(vm); fault != nil {
		return nil, fault
	}
	c.giveBrowser(ctx, vm)
	labelDevices(ctx, vm)
	c.assignMACs(ctx, vm)
	c.storePolicies(vm, profiles, config.DeviceChange)
	return vm, nil
}

// settings are the parts of a specification that the simulator replaces whole instead of merging.
type settings struct {
	flags       *types.VirtualMachineFlagInfo
	boot        *types.VirtualMachineBootOptions
	tools       *types.ToolsConfigInfo
	cpu, memory *types.ResourceAllocationInfo
}

func takeSettings(spec *types.VirtualMachineConfigSpec) settings {
	s := settings{spec.Flags, spec.BootOptions, spec.Tools, spec.CpuAllocation, spec.MemoryAllocation}
	spec.Flags, spec.BootOptions, spec.Tools, spec.CpuAllocation, spec.MemoryAllocation = nil, nil, nil, nil, nil
	return s
}

func (s settings) apply(vm *simulator.VirtualMachine) types.BaseMethodFault {
	config := vm.Config
	if s.boot != nil && isTrue(s.boot.EfiSecureBootEnabled) && config.Firmware != efi {
		return &types.InvalidVmConfig{Property: "msg.hostd.configSpec.efi"}
	}
	if s.flags != nil {
		overlay(&config.Flags, s.flags)
	}
	if s.boot != nil {
		boot := *config.BootOptions
		overlay(&boot, s.boot)
		config.BootOptions = &boot
	}
	if s.tools != nil {
		tools := *config.Tools
		overlay(&tools, s.tools)
		config.Tools = &tools
	}
	return s.allocate(config)
}

// allocate sets shares, reservations and limits. The numbers behind the levels are those of vCenter:
// per virtual CPU 2000, 1000 or 500, and per mebibyte 20, 10 or 5.
func (s settings) allocate(config *types.VirtualMachineConfigInfo) types.BaseMethodFault {
	cpus, mebibytes := config.Hardware.NumCPU, config.Hardware.MemoryMB
	var fault types.BaseMethodFault
	config.CpuAllocation, fault = allocation(config.CpuAllocation, s.cpu, "cpuAllocation", 1000*cpus)
	if fault != nil {
		return fault
	}
	config.MemoryAllocation, fault = allocation(config.MemoryAllocation, s.memory, "memoryAllocation", 10*mebibytes)
	if fault != nil {
		return fault
	}
	if isTrue(config.MemoryReservationLockedToMax) {
		config.MemoryAllocation.Reservation = types.NewInt64(int64(mebibytes))
	} else if *config.MemoryAllocation.Reservation > int64(mebibytes) {
		return invalid("configSpec.memoryAllocation.reservation")
	}
	return nil
}

// allocation merges a change into what is there; normal is the number of shares at that level.
func allocation(current, change *types.ResourceAllocationInfo, property string, normal int32) (*types.ResourceAllocationInfo, types.BaseMethodFault) {
	merged := *current
	if change != nil {
		overlay(&merged, change)
	}
	limit := *merged.Limit
	if *merged.Reservation < 0 || limit < -1 || (limit >= 0 && limit < *merged.Reservation) {
		return nil, invalid("configSpec." + property)
	}
	shares := *merged.Shares
	switch shares.Level {
	case types.SharesLevelHigh:
		shares.Shares = 2 * normal
	case types.SharesLevelNormal:
		shares.Shares = normal
	case types.SharesLevelLow:
		shares.Shares = normal / 2
	case types.SharesLevelCustom:
		if shares.Shares < 0 {
			return nil, invalid("configSpec." + property + ".shares")
		}
	default:
		return nil, invalid("configSpec." + property + ".shares.level")
	}
	merged.Shares = &shares
	return &merged, nil
}

// assignMACs gives an address from vCenter's own range to every card that has none or one that the
// simulator made up, which repeats between machines.
func (c *center) assignMACs(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	changed := false
	for _, device := range vm.Config.Hardware.Device {
		base, ok := device.(types.BaseVirtualEthernetCard)
		if !ok {
			continue
		}
		card := base.GetVirtualEthernetCard()
		if card.AddressType == string(types.VirtualEthernetCardMacTypeManual) || isAssigned(card.MacAddress) {
			continue
		}
		card.MacAddress = c.nextMAC()
		card.AddressType = string(types.VirtualEthernetCardMacTypeAssigned)
		for i := range vm.Guest.Net {
			if vm.Guest.Net[i].DeviceConfigId == card.Key {
				vm.Guest.Net[i].MacAddress = card.MacAddress
			}
		}
		changed = true
	}
	if changed {
		ctx.Update(vm, []types.PropertyChange{{Name: "config.hardware.device", Val: vm.Config.Hardware.Device}})
	}
}

func disks(devices []types.BaseVirtualDevice) []*types.VirtualDisk {
	var found []*types.VirtualDisk
	for _, device := range object.VirtualDeviceList(devices).SelectByType((*types.VirtualDisk)(nil)) {
		found = append(found, device.(*types.VirtualDisk))
	}
	return found
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

func withoutOption(options []types.BaseOptionValue, key string) []types.BaseOptionValue {
	var kept []types.BaseOptionValue
	for _, option := range options {
		if option.GetOptionValue().Key != key {
			kept = append(kept, option)
		}
	}
	return kept
}
