package center

import (
	"fmt"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// labelDevices names new devices as vCenter does, "Hard disk 1" and so on, each with the lowest
// number that is free; the simulator makes names from keys.
func labelDevices(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	taken := map[string]bool{}
	var unnamed []types.BaseVirtualDevice
	for _, device := range vm.Config.Hardware.Device {
		kind, label := kindOf(device), labelOf(device)
		switch {
		case kind == "":
		case strings.HasPrefix(label, kind+" "):
			taken[label] = true
		default:
			unnamed = append(unnamed, device)
		}
	}
	for _, device := range unnamed {
		number := 1
		if _, controller := device.(types.BaseVirtualSCSIController); controller {
			number = 0
		}
		label := fmt.Sprintf("%s %d", kindOf(device), number)
		for taken[label] {
			number++
			label = fmt.Sprintf("%s %d", kindOf(device), number)
		}
		taken[label] = true
		base := device.GetVirtualDevice()
		info := types.Description{Label: label, Summary: label}
		if base.DeviceInfo != nil {
			info.Summary = base.DeviceInfo.GetDescription().Summary
		}
		base.DeviceInfo = &info
	}
	if len(unnamed) > 0 {
		ctx.Update(vm, []types.PropertyChange{{Name: "config.hardware.device", Val: vm.Config.Hardware.Device}})
	}
}

func kindOf(device types.BaseVirtualDevice) string {
	switch device.(type) {
	case *types.VirtualDisk:
		return "Hard disk"
	case types.BaseVirtualEthernetCard:
		return "Network adapter"
	case types.BaseVirtualSCSIController:
		return "SCSI controller"
	case *types.VirtualCdrom:
		return "CD/DVD drive"
	}
	return ""
}

func labelOf(device types.BaseVirtualDevice) string {
	if info := device.GetVirtualDevice().DeviceInfo; info != nil {
		return info.GetDescription().Label
	}
	return ""
}
