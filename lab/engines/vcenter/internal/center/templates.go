package center

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/types"
)

// template is a golden image, as a build pipeline leaves it: EFI with Secure Boot, paravirtual
// devices, and a snapshot, because a linked clone needs one when Terraform plans.
type template struct {
	name, snapshot, guest string
	cpus                  int32
	mebibytes, gibibytes  int64
}

const (
	debian  = string(types.VirtualMachineGuestOsIdentifierDebian12_64Guest)
	windows = string(types.VirtualMachineGuestOsIdentifierWindows2019srvNext_64Guest) // Windows Server 2022
)

// builtin are the templates that are always there: two generations of Debian, one of Windows.
func builtin() []template {
	return []template{
		{"debian-12-20261101", "golden", debian, 2, 2048, 4},
		{"debian-12-20261115", "golden", debian, 2, 2048, 4},
		{"windows-2022-20261101", "golden", windows, 2, 4096, 40},
	}
}

// asked are the templates of the command line, NAME or NAME@SNAPSHOT.
func asked(values []string) []template {
	var result []template
	for _, value := range values {
		name, snapshot, _ := strings.Cut(value, "@")
		result = append(result, template{name, snapshot, debian, 2, 2048, 4})
	}
	return result
}

// templateIDs is the namespace of the templates' UUIDs: seeded ones have the same at every start.
var templateIDs = uuid.NewSHA1(uuid.NameSpaceURL, []byte("vm-lifecycle/lab/vcenter/templates"))

func (s *seeder) template(ctx context.Context, t template) error {
	spec, err := s.templateSpec(ctx, t)
	if err != nil {
		return err
	}
	pool, err := s.finder.DefaultResourcePool(ctx)
	if err != nil {
		return err
	}
	task, err := s.dirs.VmFolder.CreateVM(ctx, *spec, pool, nil)
	if err != nil {
		return err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return err
	}
	vm := object.NewVirtualMachine(s.client.Client, info.Result.(types.ManagedObjectReference))
	if t.snapshot != "" {
		if err := wait(ctx)(vm.CreateSnapshot(ctx, t.snapshot, "", false, false)); err != nil {
			return err
		}
	}
	return vm.MarkAsTemplate(ctx)
}

func (s *seeder) templateSpec(ctx context.Context, t template) (*types.VirtualMachineConfigSpec, error) {
	network, err := s.finder.Network(ctx, "VM Network")
	if err != nil {
		return nil, err
	}
	backing, err := network.EthernetCardBackingInfo(ctx)
	if err != nil {
		return nil, err
	}
	var devices object.VirtualDeviceList
	controller, err := devices.CreateSCSIController("pvscsi")
	if err != nil {
		return nil, err
	}
	card, err := devices.CreateEthernetCard("vmxnet3", backing)
	if err != nil {
		return nil, err
	}
	unit := int32(0)
	disk := &types.VirtualDisk{
		VirtualDevice: types.VirtualDevice{
			Key:           -100,
			ControllerKey: controller.GetVirtualDevice().Key,
			UnitNumber:    &unit,
			Backing: &types.VirtualDiskFlatVer2BackingInfo{
				VirtualDeviceFileBackingInfo: types.VirtualDeviceFileBackingInfo{FileName: "[LocalDS_0]"},
				DiskMode:                     string(types.VirtualDiskModePersistent),
				ThinProvisioned:              types.NewBool(true),
			},
		},
		CapacityInKB: t.gibibytes << 20,
	}
	devices = append(devices, controller, disk, card)
	changes, err := devices.ConfigSpec(types.VirtualDeviceConfigSpecOperationAdd)
	if err != nil {
		return nil, err
	}
	return &types.VirtualMachineConfigSpec{
		Name:         t.name,
		Uuid:         uuid.NewSHA1(templateIDs, []byte(t.name)).String(),
		InstanceUuid: uuid.NewSHA1(templateIDs, []byte(t.name+"/instance")).String(),
		GuestId:      t.guest,
		Version:      "vmx-19",
		Firmware:     efi,
		BootOptions:  &types.VirtualMachineBootOptions{EfiSecureBootEnabled: types.NewBool(true)},
		NumCPUs:      t.cpus,
		MemoryMB:     t.mebibytes,
		Files:        &types.VirtualMachineFileInfo{VmPathName: "[LocalDS_0]"},
		DeviceChange: changes,
	}, nil
}
