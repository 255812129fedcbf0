package reader

import (
	"strings"

	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// readPlaces reads folders, datastores and networks.
func (s *session) readPlaces(inventory *Inventory) error {
	inventory.Folders, inventory.Datastores = []Folder{}, []Datastore{}
	inventory.DatastoreClusters, inventory.Networks = []DatastoreCluster{}, []Network{}
	for ref, path := range s.paths {
		switch {
		case ref.Type == "Folder" && strings.Count(path, "/") > 2: // below the four of each datacenter
			inventory.Folders = append(inventory.Folders, Folder{path, s.tagsOf(ref)})
		case ref.Type == "Network", ref.Type == "DistributedVirtualPortgroup", ref.Type == "OpaqueNetwork":
			inventory.Networks = append(inventory.Networks, Network{path, ref.Type, s.tagsOf(ref)})
		}
	}
	var stores []mo.Datastore
	if err := s.all([]string{"Datastore"}, []string{"summary"}, &stores); err != nil {
		return err
	}
	for _, store := range stores {
		inventory.Datastores = append(inventory.Datastores, Datastore{
			s.path(store.Self), store.Summary.Type, store.Summary.Accessible, s.tagsOf(store.Self),
		})
	}
	var pods []mo.StoragePod
	if err := s.all([]string{"StoragePod"}, []string{"podStorageDrsEntry", "childEntity"}, &pods); err != nil {
		return err
	}
	for _, pod := range pods {
		enabled := pod.PodStorageDrsEntry != nil && pod.PodStorageDrsEntry.StorageDrsConfig.PodConfig.Enabled
		inventory.DatastoreClusters = append(inventory.DatastoreClusters, DatastoreCluster{
			s.path(pod.Self), enabled, s.names(pod.ChildEntity), s.tagsOf(pod.Self),
		})
	}
	sortBy(inventory.Folders, func(f Folder) string { return f.Path })
	sortBy(inventory.Networks, func(n Network) string { return n.Path })
	sortBy(inventory.Datastores, func(d Datastore) string { return d.Path })
	sortBy(inventory.DatastoreClusters, func(d DatastoreCluster) string { return d.Path })
	return nil
}

func (s *session) readHosts(inventory *Inventory) error {
	inventory.Hosts = []Host{}
	var hosts []mo.HostSystem
	if err := s.all([]string{"HostSystem"}, []string{"summary", "runtime", "vm"}, &hosts); err != nil {
		return err
	}
	for _, host := range hosts {
		made := Host{
			Path:            s.path(host.Self),
			ConnectionState: string(host.Runtime.ConnectionState),
			Maintenance:     host.Runtime.InMaintenanceMode,
			VirtualMachines: s.names(host.Vm),
		}
		if product := host.Summary.Config.Product; product != nil {
			made.Version = product.Version
		}
		if hardware := host.Summary.Hardware; hardware != nil {
			made.Cores, made.Megahertz = hardware.NumCpuCores, hardware.CpuMhz
			made.MemoryMebibytes = hardware.MemorySize >> 20
		}
		inventory.Hosts = append(inventory.Hosts, made)
	}
	sortBy(inventory.Hosts, func(h Host) string { return h.Path })
	return nil
}

func (s *session) readPools(inventory *Inventory) error {
	inventory.ResourcePools = []ResourcePool{}
	var pools []mo.ResourcePool
	if err := s.all([]string{"ResourcePool"}, []string{"name", "config", "vm"}, &pools); err != nil {
		return err
	}
	for _, pool := range pools {
		inventory.ResourcePools = append(inventory.ResourcePools, ResourcePool{
			Path:            s.path(pool.Self),
			Name:            pool.Name,
			CPU:             allocation(&pool.Config.CpuAllocation),
			Memory:          allocation(&pool.Config.MemoryAllocation),
			VirtualMachines: s.names(pool.Vm),
			Tags:            s.tagsOf(pool.Self),
		})
	}
	sortBy(inventory.ResourcePools, func(p ResourcePool) string { return p.Path })
	return nil
}

func allocation(info *types.ResourceAllocationInfo) Allocation {
	result := Allocation{Limit: -1}
	if info == nil {
		return result
	}
	if info.Shares != nil {
		result.SharesLevel, result.Shares = string(info.Shares.Level), info.Shares.Shares
	}
	if info.Reservation != nil {
		result.Reservation = *info.Reservation
	}
	if info.Limit != nil {
		result.Limit = *info.Limit
	}
	result.Expandable = isTrue(info.ExpandableReservation)
	return result
}
