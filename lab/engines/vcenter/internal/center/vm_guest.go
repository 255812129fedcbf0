package center

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/google/uuid"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// The guests' network: a range that RFC 2544 sets aside for tests, so that no address is anybody's.
const (
	guestNetwork = "198.18.%d.%d"
	guestGateway = "198.18.0.1"
	guestPrefix  = 16
)

const heartbeatInterval = time.Second

// lease is an address that a guest has on one card.
type lease struct {
	address string
	prefix  int32
	gateway string
}

// watcher sees every change of every object. It plays the guest: VMware Tools report that they run,
// and which addresses they have, as soon as a machine is on.
type watcher struct {
	center *center
}

var watcherReference = types.ManagedObjectReference{Type: "Watcher", Value: uuid.NewString()}

func (*watcher) Reference() types.ManagedObjectReference { return watcherReference }

func (*watcher) PutObject(*simulator.Context, mo.Reference) {}

func (w *watcher) UpdateObject(ctx *simulator.Context, object mo.Reference, changes []types.PropertyChange) {
	ref := object.Reference()
	if ref.Type != "VirtualMachine" {
		return
	}
	for _, change := range changes {
		if change.Name != "runtime.powerState" {
			continue
		}
		vm, ok := ctx.Map.Get(ref).(*simulator.VirtualMachine)
		if !ok {
			return
		}
		if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
			w.center.reportGuest(ctx, vm)
		} else {
			w.center.silenceGuest(ctx, vm)
		}
	}
}

func (w *watcher) RemoveObject(ctx *simulator.Context, ref types.ManagedObjectReference) {
	if ref.Type == "VirtualMachine" {
		w.center.forget(ref)
		w.center.takeBrowser(ctx, ref)
	}
}

// forget drops what is remembered of an object that is gone.
func (c *center) forget(ref types.ManagedObjectReference) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.customizations, ref)
	for key := range c.policies {
		if key == ref.Value || ownerOf(key) == ref.Value {
			delete(c.policies, key)
		}
	}
}

// reportGuest is what VMware Tools tell vCenter some seconds after the start; here it is at once.
func (c *center) reportGuest(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	cards := append([]types.GuestNicInfo{}, vm.Guest.Net...)
	first, gateway := "", ""
	for i := range cards {
		lease := c.lease(vm, &cards[i])
		cards[i].Connected = true
		cards[i].IpAddress = []string{lease.address}
		cards[i].IpConfig = &types.NetIpConfigInfo{IpAddress: []types.NetIpConfigInfoIpAddress{
			{IpAddress: lease.address, PrefixLength: lease.prefix, State: "preferred"},
		}}
		if first == "" {
			first = lease.address
		}
		gateway = orElse(gateway, lease.gateway)
	}
	running := types.VirtualMachineToolsStatusToolsOk
	changes := []types.PropertyChange{
		{Name: "guest.toolsStatus", Val: running},
		{Name: "guest.toolsVersion", Val: "12352"},
		{Name: "guest.toolsRunningStatus", Val: string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)},
		{Name: "guest.toolsVersionStatus2", Val: string(types.VirtualMachineToolsVersionStatusGuestToolsUnmanaged)},
		{Name: "guest.guestState", Val: string(types.VirtualMachineGuestStateRunning)},
		{Name: "guest.guestOperationsReady", Val: true},
		{Name: "guest.net", Val: cards},
		{Name: "guest.ipStack", Val: routes(gateway)},
		{Name: "summary.guest.toolsStatus", Val: running},
		{Name: "summary.guest.toolsRunningStatus", Val: string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)},
	}
	if first != "" {
		changes = append(changes,
			types.PropertyChange{Name: "guest.ipAddress", Val: first},
			types.PropertyChange{Name: "summary.guest.ipAddress", Val: first})
	}
	ctx.Update(vm, changes)
}

func routes(gateway string) []types.GuestStackInfo {
	if gateway == "" {
		return nil
	}
	return []types.GuestStackInfo{{IpRouteConfig: &types.NetIpRouteConfigInfo{
		IpRoute: []types.NetIpRouteConfigInfoIpRoute{{
			Network: "0.0.0.0",
			Gateway: types.NetIpRouteConfigInfoGateway{IpAddress: gateway, Device: "0"},
		}},
	}}}
}

// silenceGuest is what vCenter shows of a machine that is off.
func (c *center) silenceGuest(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	cards := append([]types.GuestNicInfo{}, vm.Guest.Net...)
	for i := range cards {
		cards[i].Connected, cards[i].IpAddress, cards[i].IpConfig = false, nil, nil
	}
	vm.Guest.IpAddress, vm.Guest.IpStack = "", nil
	vm.Summary.Guest.IpAddress = ""
	stopped := string(types.VirtualMachineToolsRunningStatusGuestToolsNotRunning)
	ctx.Update(vm, []types.PropertyChange{
		{Name: "guest.toolsStatus", Val: types.VirtualMachineToolsStatusToolsNotRunning},
		{Name: "guest.toolsRunningStatus", Val: stopped},
		{Name: "guest.guestState", Val: string(types.VirtualMachineGuestStateNotRunning)},
		{Name: "guest.guestOperationsReady", Val: false},
		{Name: "guest.net", Val: cards},
		{Name: "summary.guest.toolsStatus", Val: types.VirtualMachineToolsStatusToolsNotRunning},
		{Name: "summary.guest.toolsRunningStatus", Val: stopped},
	})
}

// heartbeat repeats what the guests report, as VMware Tools do every half minute (a client that waits
// for an address looks at changes only), and runs DRS, which a vCenter does every minute.
func (c *center) heartbeat(ctx context.Context) {
	ticker := time.NewTicker(heartbeatInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		c.balance(ctx)
		for _, entity := range c.registry.All("VirtualMachine") {
			vm, ok := entity.(*simulator.VirtualMachine)
			if !ok {
				continue
			}
			internal := &simulator.Context{Context: ctx, Map: c.registry}
			internal.WithLock(vm, func() {
				if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn && c.registry.Get(vm.Self) != nil {
					internal.Update(vm, []types.PropertyChange{{Name: "guest.net", Val: vm.Guest.Net}})
				}
			})
		}
	}
}

// lease is the address of a card: the one that customization set, else one by DHCP, and then always
// the same.
func (c *center) lease(vm *simulator.VirtualMachine, card *types.GuestNicInfo) lease {
	c.mu.Lock()
	defer c.mu.Unlock()
	if fixed, ok := c.customizations[vm.Self].fixed[card.MacAddress]; ok {
		return fixed
	}
	if known, ok := c.leases[card.MacAddress]; ok {
		return known
	}
	n := c.lastLease + 10
	c.lastLease++
	made := lease{fmt.Sprintf(guestNetwork, (n>>8)%0x100, n%0x100), guestPrefix, guestGateway}
	c.leases[card.MacAddress] = made
	return made
}

func prefixOf(mask string) int32 {
	ip := net.ParseIP(mask).To4()
	if ip == nil {
		return 24
	}
	ones, _ := net.IPMask(ip).Size()
	return int32(ones)
}
