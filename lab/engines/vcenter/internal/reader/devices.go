package reader

import (
	"fmt"
	"reflect"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/types"
)

// devices lists the hardware, each kind in the order of its keys.
func (s *session) devices(made *VirtualMachine, list []types.BaseVirtualDevice) error {
	made.Controllers, made.OtherDevices = []Device{}, []Device{}
	made.Disks, made.Cards = []Disk{}, []NetworkCard{}
	all := object.VirtualDeviceList(list)
	for _, device := range list {
		switch found := device.(type) {
		case *types.VirtualDisk:
			disk, err := s.disk(made, all, found)
			if err != nil {
				return err
			}
			made.Disks = append(made.Disks, disk)
		case types.BaseVirtualEthernetCard:
			made.Cards = append(made.Cards, s.card(device, found.GetVirtualEthernetCard()))
		case types.BaseVirtualController:
			made.Controllers = append(made.Controllers, describe(device))
		default:
			if _, ok := device.(*types.VirtualTPM); ok {
				made.VirtualTPM = true
			}
			made.OtherDevices = append(made.OtherDevices, describe(device))
		}
	}
	var err error
	made.StoragePolicy, err = s.policy("virtualMachine", made.ID)
	return err
}

// describe gives the label, and the type as the API names it.
func describe(device types.BaseVirtualDevice) Device {
	return Device{label(device), kind(device)}
}

func label(device types.BaseVirtualDevice) string {
	if info := device.GetVirtualDevice().DeviceInfo; info != nil {
		return info.GetDescription().Label
	}
	return ""
}

func kind(device types.BaseVirtualDevice) string {
	return reflect.TypeOf(device).Elem().Name()
}

func (s *session) disk(vm *VirtualMachine, all object.VirtualDeviceList, disk *types.VirtualDisk) (Disk, error) {
	made := Disk{Label: label(disk), Bytes: max(disk.CapacityInBytes, disk.CapacityInKB<<10)}
	if disk.UnitNumber != nil {
		made.Unit = *disk.UnitNumber
	}
	if controller := all.FindByKey(disk.ControllerKey); controller != nil {
		made.Controller = label(controller)
	}
	if backing, ok := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo); ok {
		made.Mode, made.File, made.UUID = backing.DiskMode, backing.FileName, backing.Uuid
		made.Thin, made.EagerScrub = isTrue(backing.ThinProvisioned), isTrue(backing.EagerlyScrub)
		made.Sharing = backing.Sharing
		if backing.Parent != nil {
			made.Parent = backing.Parent.FileName
		}
	}
	var err error
	made.StoragePolicy, err = s.policy("virtualDiskId", fmt.Sprintf("%s:%d", vm.ID, disk.Key))
	return made, err
}

func (s *session) card(device types.BaseVirtualDevice, card *types.VirtualEthernetCard) NetworkCard {
	made := NetworkCard{
		Label:       label(device),
		Type:        kind(device),
		MAC:         card.MacAddress,
		AddressType: card.AddressType,
	}
	if card.Connectable != nil {
		made.Connected = card.Connectable.StartConnected
	}
	switch backing := card.Backing.(type) {
	case *types.VirtualEthernetCardNetworkBackingInfo:
		made.Network = backing.DeviceName
	case *types.VirtualEthernetCardDistributedVirtualPortBackingInfo:
		made.Network = s.name(types.ManagedObjectReference{
			Type: "DistributedVirtualPortgroup", Value: backing.Port.PortgroupKey,
		})
	case *types.VirtualEthernetCardOpaqueNetworkBackingInfo:
		made.Network = backing.OpaqueNetworkId
	}
	return made
}
