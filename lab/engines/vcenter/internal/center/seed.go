package center

import (
	"context"
	"fmt"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// Names of what is there from the start, beside datacenter DC0 with cluster DC0_C0, its hosts
// DC0_C0_H0 and on, datastores LocalDS_0 and LocalDS_1, and "VM Network".
const (
	switchName = "DVS0"
	podName    = "DatastoreCluster0"
	podStore   = "LocalDS_2"
)

var portGroups = []string{"production", "management"}

// Each host has 32 cores of 2.6 GHz and 256 GiB; the simulator's has two cores and 4 GiB.
const (
	hostCores     = 32
	hostMegahertz = 2600
	hostBytes     = 256 << 30
)

// seeder makes the inventory through the API, as an administrator would.
type seeder struct {
	center *center
	client *govmomi.Client
	finder *find.Finder
	dc     *object.Datacenter
	dirs   *object.DatacenterFolders
}

func (c *center) seed(ctx context.Context, client *govmomi.Client, o Options) error {
	s := &seeder{center: c, client: client, finder: find.NewFinder(client.Client)}
	var err error
	if s.dc, err = s.finder.DefaultDatacenter(ctx); err != nil {
		return err
	}
	s.finder.SetDatacenter(s.dc)
	if s.dirs, err = s.dc.Folders(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{s.hosts, s.cluster, s.networks, s.datastores} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for _, made := range append(builtin(), asked(o.Templates)...) {
		if err := s.template(ctx, made); err != nil {
			return fmt.Errorf("template %s: %w", made.name, err)
		}
	}
	return s.machines(ctx, o.Machines)
}

func (s *seeder) hosts(context.Context) error {
	for _, entity := range s.center.registry.All("HostSystem") {
		host := entity.(*simulator.HostSystem)
		hardware := *host.Summary.Hardware
		hardware.NumCpuCores, hardware.NumCpuThreads, hardware.NumCpuPkgs = hostCores, 2*hostCores, 2
		hardware.CpuMhz, hardware.MemorySize = hostMegahertz, hostBytes
		host.Summary.Hardware = &hardware
		host.Config.Product.Version, host.Config.Product.ApiVersion = hostVersion, hostVersion+".0"
		product := host.Config.Product
		host.Summary.Config.Product = &product
		s.addVsan(host)
		if host.Hardware != nil {
			detail := *host.Hardware
			detail.CpuInfo.NumCpuCores, detail.CpuInfo.NumCpuThreads = hostCores, 2*hostCores
			detail.CpuInfo.Hz, detail.MemorySize = hostMegahertz*1_000_000, hostBytes
			host.Hardware = &detail
		}
	}
	return nil
}

// addVsan gives a host the system that says it takes no part in vSAN, which the provider asks about
// every host of a cluster; the simulator has none.
func (s *seeder) addVsan(host *simulator.HostSystem) {
	system := &mo.HostVsanSystem{
		Self: types.ManagedObjectReference{Type: "HostVsanSystem", Value: "vsanSystem-" + host.Self.Value},
		Config: types.VsanHostConfigInfo{
			Enabled:     types.NewBool(false),
			StorageInfo: &types.VsanHostConfigInfoStorageInfo{AutoClaimStorage: types.NewBool(false)},
		},
	}
	s.center.registry.Put(system)
	host.ConfigManager.VsanSystem = &system.Self
}

// cluster switches DRS on.
func (s *seeder) cluster(ctx context.Context) error {
	internal := &simulator.Context{Context: ctx, Map: s.center.registry}
	for _, entity := range s.center.registry.All("ClusterComputeResource") {
		s.center.initCluster(internal, entity.(*simulator.ClusterComputeResource))
	}
	found, err := s.finder.DefaultClusterComputeResource(ctx)
	if err != nil {
		return err
	}
	return wait(ctx)(found.Reconfigure(ctx, &types.ClusterConfigSpecEx{
		DrsConfig: &types.ClusterDrsConfigInfo{
			Enabled:           types.NewBool(true),
			DefaultVmBehavior: types.DrsBehaviorFullyAutomated,
		},
	}, true))
}

func (s *seeder) networks(ctx context.Context) error {
	config := &types.VMwareDVSConfigSpec{}
	config.Name = switchName
	task, err := s.dirs.NetworkFolder.CreateDVS(ctx, types.DVSCreateSpec{ConfigSpec: config})
	if err != nil {
		return err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return err
	}
	made := object.NewDistributedVirtualSwitch(s.client.Client, info.Result.(types.ManagedObjectReference))
	members := &types.DVSConfigSpec{}
	hosts, err := s.finder.HostSystemList(ctx, "*/*")
	if err != nil {
		return err
	}
	for _, host := range hosts {
		members.Host = append(members.Host, types.DistributedVirtualSwitchHostMemberConfigSpec{
			Operation: string(types.ConfigSpecOperationAdd), Host: host.Reference(),
		})
	}
	if err := wait(ctx)(made.Reconfigure(ctx, members)); err != nil {
		return err
	}
	for _, name := range portGroups {
		if err := wait(ctx)(made.AddPortgroup(ctx, []types.DVPortgroupConfigSpec{{
			Name: name, Type: string(types.DistributedVirtualPortgroupPortgroupTypeEarlyBinding), NumPorts: 128,
		}})); err != nil {
			return err
		}
	}
	return nil
}

// datastores makes the datastore cluster, with Storage DRS on.
func (s *seeder) datastores(ctx context.Context) error {
	pod, err := s.dirs.DatastoreFolder.CreateStoragePod(ctx, podName)
	if err != nil {
		return err
	}
	store, err := s.finder.Datastore(ctx, podStore)
	if err != nil {
		return err
	}
	if err := wait(ctx)(pod.MoveInto(ctx, []types.ManagedObjectReference{store.Reference()})); err != nil {
		return err
	}
	manager := object.NewStorageResourceManager(s.client.Client)
	return wait(ctx)(manager.ConfigureStorageDrsForPod(ctx, pod, types.StorageDrsConfigSpec{
		PodConfigSpec: &types.StorageDrsPodConfigSpec{
			Enabled:           types.NewBool(true),
			DefaultVmBehavior: string(types.StorageDrsPodConfigInfoBehaviorAutomated),
		},
	}, true))
}

// machines clones the first template, as machines that Terraform knows nothing of.
func (s *seeder) machines(ctx context.Context, count int) error {
	for i := range count {
		source, err := s.finder.VirtualMachine(ctx, builtin()[0].name)
		if err != nil {
			return err
		}
		pool, err := s.finder.DefaultResourcePool(ctx)
		if err != nil {
			return err
		}
		ref := pool.Reference()
		name := fmt.Sprintf("DC0_C0_RP0_VM%d", i)
		spec := types.VirtualMachineCloneSpec{Location: types.VirtualMachineRelocateSpec{Pool: &ref}, PowerOn: true}
		if err := wait(ctx)(source.Clone(ctx, s.dirs.VmFolder, name, spec)); err != nil {
			return err
		}
	}
	return nil
}

// wait turns what starts a task into what waits for its end.
func wait(ctx context.Context) func(*object.Task, error) error {
	return func(task *object.Task, err error) error {
		if err != nil {
			return err
		}
		return task.Wait(ctx)
	}
}
