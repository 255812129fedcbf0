package reader

import (
	"fmt"
	"path"
	"strings"

	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

func (s *session) readMachines(inventory *Inventory) error {
	inventory.VirtualMachines, inventory.Templates = []VirtualMachine{}, []VirtualMachine{}
	var machines []mo.VirtualMachine
	properties := []string{"name", "parent", "config", "runtime", "resourcePool", "snapshot", "guest", "customValue"}
	if err := s.all([]string{"VirtualMachine"}, properties, &machines); err != nil {
		return err
	}
	for i := range machines {
		if machines[i].Config == nil {
			continue // being made, or inaccessible
		}
		made, err := s.machine(&machines[i])
		if err != nil {
			return fmt.Errorf("%s: %w", machines[i].Name, err)
		}
		if machines[i].Config.Template {
			inventory.Templates = append(inventory.Templates, *made)
		} else {
			inventory.VirtualMachines = append(inventory.VirtualMachines, *made)
		}
	}
	byPath := func(vm VirtualMachine) string { return vm.Path }
	sortBy(inventory.VirtualMachines, byPath)
	sortBy(inventory.Templates, byPath)
	return nil
}

func (s *session) machine(vm *mo.VirtualMachine) (*VirtualMachine, error) {
	config := vm.Config
	made := &VirtualMachine{
		Path:                 s.path(vm.Self),
		Name:                 vm.Name,
		ID:                   vm.Self.Value,
		UUID:                 config.Uuid,
		InstanceUUID:         config.InstanceUuid,
		PowerState:           string(vm.Runtime.PowerState),
		Annotation:           config.Annotation,
		GuestID:              config.GuestId,
		HardwareVersion:      config.Version,
		Firmware:             config.Firmware,
		Encrypted:            config.KeyId != nil,
		MigrateEncryption:    config.MigrateEncryption,
		FaultTolEncryption:   config.FtEncryptionMode,
		NestedVirtualization: isTrue(config.NestedHVEnabled),
		SwapPlacement:        config.SwapPlacement,
		Flags: Flags{
			EnableLogging: isTrue(config.Flags.EnableLogging),
			DiskUUID:      isTrue(config.Flags.DiskUuidEnabled),
			VBS:           isTrue(config.Flags.VbsEnabled),
			VVTD:          isTrue(config.Flags.VvtdEnabled),
			ExecUsage:     config.Flags.VirtualExecUsage,
			MMUUsage:      config.Flags.VirtualMmuUsage,
		},
		CPU: CPU{
			Count:      config.Hardware.NumCPU,
			HotAdd:     isTrue(config.CpuHotAddEnabled),
			HotRemove:  isTrue(config.CpuHotRemoveEnabled),
			Allocation: allocation(config.CpuAllocation),
		},
		Memory: Memory{
			Mebibytes:   config.Hardware.MemoryMB,
			HotAdd:      isTrue(config.MemoryHotAddEnabled),
			LockedToMax: isTrue(config.MemoryReservationLockedToMax),
			Allocation:  allocation(config.MemoryAllocation),
		},
		ExtraConfig:  options(config.ExtraConfig),
		CustomValues: s.customValues(vm.CustomValue),
		Snapshots:    []Snapshot{},
		Tags:         s.tagsOf(vm.Self),
		Guest:        guest(vm.Guest),
	}
	if cores := config.Hardware.NumCoresPerSocket; cores != nil {
		made.CPU.CoresPerSocket = *cores
	}
	s.optional(made, vm)
	if vm.Snapshot != nil {
		made.Snapshots = snapshots("", vm.Snapshot.RootSnapshotList, vm.Snapshot.CurrentSnapshot)
	}
	return made, s.devices(made, config.Hardware.Device)
}

// optional fills in what not every machine has.
func (s *session) optional(made *VirtualMachine, vm *mo.VirtualMachine) {
	config := vm.Config
	if vm.Parent != nil {
		folder := s.path(*vm.Parent)
		if parts := strings.SplitN(folder, "/", 4); len(parts) == 4 {
			made.Folder = parts[3] // relative to /<datacenter>/vm
		}
	}
	if vm.ResourcePool != nil {
		made.ResourcePool = s.path(*vm.ResourcePool)
	}
	if vm.Runtime.Host != nil {
		made.Host = s.name(*vm.Runtime.Host)
	}
	if boot := config.BootOptions; boot != nil {
		made.SecureBoot = isTrue(boot.EfiSecureBootEnabled)
		made.Boot = Boot{boot.BootDelay, isTrue(boot.BootRetryEnabled), isTrue(boot.EnterBIOSSetup)}
	}
	if tools := config.Tools; tools != nil {
		made.Tools = Tools{tools.ToolsUpgradePolicy, isTrue(tools.SyncTimeWithHost), isTrue(tools.SyncTimeWithHostAllowed)}
	}
	if latency := config.LatencySensitivity; latency != nil {
		made.LatencySensitivity = string(latency.Level)
	}
	if kept, ok := s.customizations[vm.Self.Value]; ok {
		made.Customization = &kept
	}
}

func (s *session) customValues(values []types.BaseCustomFieldValue) map[string]string {
	result := map[string]string{}
	for _, value := range values {
		if text, ok := value.(*types.CustomFieldStringValue); ok {
			result[s.fields[text.Key]] = text.Value
		}
	}
	return result
}

func snapshots(above string, trees []types.VirtualMachineSnapshotTree, current *types.ManagedObjectReference) []Snapshot {
	result := []Snapshot{}
	for _, tree := range trees {
		where := path.Join(above, tree.Name)
		result = append(result, Snapshot{
			Path:        where,
			Description: tree.Description,
			Current:     current != nil && *current == tree.Snapshot,
			PowerState:  string(tree.State),
			Quiesced:    tree.Quiesced,
		})
		result = append(result, snapshots(where, tree.ChildSnapshotList, current)...)
	}
	return result
}

func guest(info *types.GuestInfo) Guest {
	result := Guest{Addresses: []string{}}
	if info == nil {
		return result
	}
	result.HostName = info.HostName
	result.ToolsRunning = info.ToolsRunningStatus == string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
	for _, card := range info.Net {
		result.Addresses = append(result.Addresses, card.IpAddress...)
	}
	return result
}
