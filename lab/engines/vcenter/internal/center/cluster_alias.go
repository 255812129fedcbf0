package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// clusterAlias answers for a cluster that is asked for as a ComputeResource, which a cluster is a
// kind of. vCenter finds objects by their id; the simulator wants the exact type with it, and the
// provider does not always give that.
type clusterAlias struct {
	// The simulator wants a managed object in every entry; this is the smallest that is no entity of
	// the inventory.
	mo.EnvironmentBrowser
	registry *simulator.Registry
	target   types.ManagedObjectReference
}

func newClusterAlias(registry *simulator.Registry, target types.ManagedObjectReference) *clusterAlias {
	return &clusterAlias{mo.EnvironmentBrowser{Self: aliasOf(target)}, registry, target}
}

// Get is where the property collector looks for the properties.
func (a *clusterAlias) Get() mo.Reference { return a.registry.Get(a.target) }

func aliasOf(cluster types.ManagedObjectReference) types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "ComputeResource", Value: cluster.Value}
}
