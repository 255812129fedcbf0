package center

import (
	"sort"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// place is the initial placement of DRS: the host of the pool's cluster with the fewest machines.
// Where there is no cluster, the simulator chooses.
func (c *center) place(ctx *simulator.Context, pool types.ManagedObjectReference) *types.ManagedObjectReference {
	found, ok := ctx.Map.Get(pool).(*simulator.ResourcePool)
	if !ok {
		return nil
	}
	owner, ok := ctx.Map.Get(found.Owner).(*simulator.ClusterComputeResource)
	if !ok {
		return nil
	}
	var hosts []*simulator.HostSystem
	for _, ref := range owner.Host {
		host, ok := ctx.Map.Get(ref).(*simulator.HostSystem)
		if ok && !host.Runtime.InMaintenanceMode && host.Runtime.ConnectionState == types.HostSystemConnectionStateConnected {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) == 0 {
		return nil
	}
	sort.SliceStable(hosts, func(i, j int) bool {
		if len(hosts[i].Vm) != len(hosts[j].Vm) {
			return len(hosts[i].Vm) < len(hosts[j].Vm)
		}
		return hosts[i].Name < hosts[j].Name
	})
	ref := hosts[0].Self
	return &ref
}
