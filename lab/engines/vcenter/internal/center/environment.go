package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// environmentBrowser says which virtual hardware there may be. Every machine has its own, which
// answers for the machine's hardware version; the simulator has one for the whole cluster, which
// answers with none.
type environmentBrowser struct {
	*simulator.EnvironmentBrowser
	center *center
}

// The newest hardware that the simulated hosts run, and the version of ESXi that says so.
const (
	latestHardware = types.VMX21
	hostVersion    = "8.0.2"
)

// QueryConfigOption describes the hardware version that is asked for, else the machine's, else the
// newest.
func (b *environmentBrowser) QueryConfigOption(ctx *simulator.Context, req *types.QueryConfigOption) soap.HasFault {
	answer := b.EnvironmentBrowser.QueryConfigOption(req)
	body := answer.(*methods.QueryConfigOptionBody)
	if body.Res == nil || body.Res.Returnval == nil {
		return answer
	}
	version := latestHardware
	if vm := b.owner(ctx); vm != nil {
		if own, err := types.ParseHardwareVersion(vm.Config.Version); err == nil {
			version = own
		}
	}
	if req.Key != "" {
		asked, err := types.ParseHardwareVersion(req.Key)
		if err != nil || asked > latestHardware {
			return &methods.QueryConfigOptionBody{Fault_: simulator.Fault("", invalid("key"))}
		}
		version = asked
	}
	option := *body.Res.Returnval
	option.Version, option.HardwareOptions.HwVersion = version.String(), int32(version)
	body.Res = &types.QueryConfigOptionResponse{Returnval: &option}
	return body
}

// owner is the machine that the browser is for, if it is not a cluster's.
func (b *environmentBrowser) owner(ctx *simulator.Context) *simulator.VirtualMachine {
	b.center.mu.Lock()
	ref, ok := b.center.browsers[b.Self]
	b.center.mu.Unlock()
	if !ok {
		return nil
	}
	vm, _ := ctx.Map.Get(ref).(*simulator.VirtualMachine)
	return vm
}

// giveBrowser makes the machine's own browser.
func (c *center) giveBrowser(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	shared, ok := ctx.Map.Get(vm.EnvironmentBrowser).(*simulator.EnvironmentBrowser)
	if !ok {
		return
	}
	own := *shared
	own.EnvironmentBrowser = mo.EnvironmentBrowser{DatastoreBrowser: shared.DatastoreBrowser}
	ctx.Map.Put(&own)
	vm.EnvironmentBrowser = own.Self
	c.mu.Lock()
	defer c.mu.Unlock()
	c.browsers[own.Self] = vm.Self
}

// takeBrowser removes the browser of a machine that is gone.
func (c *center) takeBrowser(ctx *simulator.Context, vm types.ManagedObjectReference) {
	c.mu.Lock()
	var gone []types.ManagedObjectReference
	for browser, owner := range c.browsers {
		if owner == vm {
			gone = append(gone, browser)
			delete(c.browsers, browser)
		}
	}
	c.mu.Unlock()
	for _, browser := range gone {
		ctx.Map.Remove(ctx, browser)
	}
}

// offerHardware makes a cluster offer every version up to the newest, on all its hosts.
func (c *center) offerHardware(ctx *simulator.Context, cluster *simulator.ClusterComputeResource) {
	browser, ok := ctx.Map.Get(*cluster.EnvironmentBrowser).(*simulator.EnvironmentBrowser)
	if !ok {
		return
	}
	var offers []types.VirtualMachineConfigOptionDescriptor
	for _, version := range types.GetHardwareVersions() {
		if version > latestHardware {
			break
		}
		offers = append(offers, types.VirtualMachineConfigOptionDescriptor{
			Key:                 version.String(),
			Description:         version.String(),
			Host:                cluster.Host,
			DefaultConfigOption: version == latestHardware,
			CreateSupported:     true,
			RunSupported:        true,
			UpgradeSupported:    true,
		})
	}
	browser.QueryConfigOptionDescriptorResponse.Returnval = offers
}
