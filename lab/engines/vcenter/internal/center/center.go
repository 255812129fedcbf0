// Package center is a simulated vCenter: govmomi's, with what it leaves out or answers differently
// from a real one filled in, as far as the Terraform provider and the reader can see it.
//
// Input: addresses, login and templates. Output: a server that listens on loopback.
// Each file answers for one kind of object; the differences that stay are in docs/lab-vcenter.md.
package center

import (
	"sync"

	pbmsimulator "github.com/vmware/govmomi/pbm/simulator"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// center is what a vCenter remembers and govmomi's simulator does not.
type center struct {
	registry *simulator.Registry
	// tags is govmomi's tagging service.
	tags tagStore
	// profiles is govmomi's list of storage policies.
	profiles *pbmsimulator.ProfileManager

	mu sync.Mutex
	// lastMAC counts the addresses given out.
	lastMAC uint32
	// customizations holds the last guest customization of each machine, without its secrets.
	customizations map[types.ManagedObjectReference]customization
	// leases holds the guest's own idea of its addresses, by MAC address.
	leases    map[string]lease
	lastLease uint32
	// policies holds storage policies by "vm-1" (the machine's home) or "vm-1:2000" (a disk).
	policies map[string]string
	// recommendations of Storage DRS that were not applied yet, by key.
	recommendations    map[string]recommendation
	lastRecommendation int
	// browsers are the machines' environment browsers, and whose they are.
	browsers map[types.ManagedObjectReference]types.ManagedObjectReference
}

func newCenter(registry *simulator.Registry) *center {
	c := &center{
		registry:        registry,
		customizations:  map[types.ManagedObjectReference]customization{},
		leases:          map[string]lease{},
		policies:        map[string]string{},
		recommendations: map[string]recommendation{},
		browsers:        map[types.ManagedObjectReference]types.ManagedObjectReference{},
	}
	registry.Handler = c.handler
	registry.AddHandler(&watcher{center: c})
	return c
}

// handler puts our objects in the place of govmomi's: they embed them, and answer some methods
// themselves. The registry keeps govmomi's own, which the rest of the simulator relies on.
func (c *center) handler(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	object := ctx.Map.Get(method.This)
	wrapper := c.wrap(object)
	if wrapper == nil || ctx.Session == nil {
		return nil, nil
	}
	// The simulator prefers what a session's own registry has; this session is the request's own copy.
	ctx.Session.Map = simulator.NewRegistry()
	ctx.WithLock(object, func() { ctx.Session.Map.Put(wrapper) })
	return wrapper, nil
}

func (c *center) wrap(object mo.Reference) mo.Reference {
	switch found := object.(type) {
	case *simulator.VirtualMachine:
		return &virtualMachine{found, c}
	case *simulator.VirtualMachineSnapshot:
		return &snapshot{found, c}
	case *simulator.Folder:
		return &folder{found, c}
	case *simulator.ClusterComputeResource:
		return &cluster{found, c}
	case *simulator.ResourcePool:
		return &resourcePool{found, c}
	case *simulator.EnvironmentBrowser:
		return &environmentBrowser{found, c}
	case *simulator.AuthorizationManager:
		return &authorizationManager{found, c}
	case *simulator.CustomFieldsManager:
		return &customFieldsManager{found, c}
	case *simulator.StorageResourceManager:
		return &storageResourceManager{found, c}
	}
	return nil
}
