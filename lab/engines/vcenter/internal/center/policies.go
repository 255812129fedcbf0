package center

import (
	"fmt"
	"strings"

	pbmmethods "github.com/vmware/govmomi/pbm/methods"
	pbmsimulator "github.com/vmware/govmomi/pbm/simulator"
	pbm "github.com/vmware/govmomi/pbm/types"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// profileManager knows which policy a machine and its disks have; the simulator only lists policies.
type profileManager struct {
	*pbmsimulator.ProfileManager
	center *center
}

// Reference is the manager's own: it has no field of that name to be found by.
func (m *profileManager) Reference() types.ManagedObjectReference {
	return m.ProfileManager.Reference()
}

// registerPolicies puts our profile manager in the place of the simulator's.
func (c *center) registerPolicies(service *simulator.Service) {
	registry := pbmsimulator.New()
	for _, object := range registry.AllReference("PbmProfileProfileManager") {
		if manager, ok := object.(*pbmsimulator.ProfileManager); ok {
			c.profiles = manager
			registry.Put(&profileManager{manager, c})
		}
	}
	service.RegisterSDK(registry)
}

// PbmQueryAssociatedProfile answers for one machine or disk.
func (m *profileManager) PbmQueryAssociatedProfile(req *pbm.PbmQueryAssociatedProfile) soap.HasFault {
	body := &pbmmethods.PbmQueryAssociatedProfileBody{Res: new(pbm.PbmQueryAssociatedProfileResponse)}
	if id, ok := m.center.policy(req.Entity.Key); ok {
		body.Res.Returnval = []pbm.PbmProfileId{{UniqueId: id}}
	}
	return body
}

// PbmQueryAssociatedProfiles answers for several.
func (m *profileManager) PbmQueryAssociatedProfiles(req *pbm.PbmQueryAssociatedProfiles) soap.HasFault {
	body := &pbmmethods.PbmQueryAssociatedProfilesBody{Res: new(pbm.PbmQueryAssociatedProfilesResponse)}
	for _, entity := range req.Entities {
		result := pbm.PbmQueryProfileResult{Object: entity}
		if id, ok := m.center.policy(entity.Key); ok {
			result.ProfileId = []pbm.PbmProfileId{{UniqueId: id}}
		}
		body.Res.Returnval = append(body.Res.Returnval, result)
	}
	return body
}

func (c *center) policy(key string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id, ok := c.policies[key]
	return id, ok
}

// storePolicies keeps what a specification says about the machine's home and its disks. Keys of
// disks that are new are known only when the machine has them.
func (c *center) storePolicies(vm *simulator.VirtualMachine, home []types.BaseVirtualMachineProfileSpec, changes []types.BaseVirtualDeviceConfigSpec) {
	c.mu.Lock()
	defer c.mu.Unlock()
	set := func(key string, profiles []types.BaseVirtualMachineProfileSpec) {
		for _, profile := range profiles {
			switch asked := profile.(type) {
			case *types.VirtualMachineDefinedProfileSpec:
				c.policies[key] = asked.ProfileId
			case *types.VirtualMachineEmptyProfileSpec, *types.VirtualMachineDefaultProfileSpec:
				delete(c.policies, key)
			}
		}
	}
	set(vm.Self.Value, home)
	for _, change := range changes {
		spec := change.GetVirtualDeviceConfigSpec()
		if disk, ok := spec.Device.(*types.VirtualDisk); ok {
			key := fmt.Sprintf("%s:%d", vm.Self.Value, disk.Key)
			if spec.Operation == types.VirtualDeviceConfigSpecOperationRemove {
				delete(c.policies, key)
			} else {
				set(key, spec.Profile)
			}
		}
	}
}

// ownerOf is the machine that a key belongs to.
func ownerOf(key string) string {
	owner, _, _ := strings.Cut(key, ":")
	return owner
}

// checkProfiles refuses policies that do not exist.
func (c *center) checkProfiles(spec *types.VirtualMachineConfigSpec) types.BaseMethodFault {
	profiles := append([]types.BaseVirtualMachineProfileSpec{}, spec.VmProfile...)
	for _, change := range spec.DeviceChange {
		profiles = append(profiles, change.GetVirtualDeviceConfigSpec().Profile...)
	}
	for _, profile := range profiles {
		if asked, ok := profile.(*types.VirtualMachineDefinedProfileSpec); ok && !c.knownPolicy(asked.ProfileId) {
			return invalid("profileId")
		}
	}
	return nil
}

func (c *center) knownPolicy(id string) bool {
	request := &pbm.PbmRetrieveContent{ProfileIds: []pbm.PbmProfileId{{UniqueId: id}}}
	return c.profiles.PbmRetrieveContent(request).Fault() == nil
}
