package center

import (
	"context"
	"sort"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// balance is a run of DRS: running machines that it may move leave hosts that a rule keeps them from.
// Rules that hold nowhere are left broken, as DRS leaves them. Load is not balanced.
func (c *center) balance(ctx context.Context) {
	for _, entity := range c.registry.All("ClusterComputeResource") {
		found, ok := entity.(*simulator.ClusterComputeResource)
		if !ok {
			continue
		}
		internal := &simulator.Context{Context: ctx, Map: c.registry}
		var run *drsRun
		internal.WithLock(found, func() {
			config := found.ConfigurationEx.(*types.ClusterConfigInfoEx)
			if isTrue(config.DrsConfig.Enabled) && len(config.Rule) > 0 {
				hosts := append([]types.ManagedObjectReference{}, found.Host...)
				run = &drsRun{center: c, ctx: internal, config: copyOf(*config), hosts: hosts}
			}
		})
		if run != nil {
			run.repair()
		}
	}
}

type drsRun struct {
	center *center
	ctx    *simulator.Context
	config types.ClusterConfigInfoEx
	hosts  []types.ManagedObjectReference
	// where the running machines are.
	where map[types.ManagedObjectReference]types.ManagedObjectReference
}

func (r *drsRun) repair() {
	r.where = map[types.ManagedObjectReference]types.ManagedObjectReference{}
	var machines []*simulator.VirtualMachine
	for _, entity := range r.center.registry.All("VirtualMachine") {
		vm, ok := entity.(*simulator.VirtualMachine)
		if !ok {
			continue
		}
		r.ctx.WithLock(vm, func() {
			if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn &&
				simulator.FindReference(r.hosts, *vm.Runtime.Host) != nil {
				r.where[vm.Self] = *vm.Runtime.Host
				machines = append(machines, vm)
			}
		})
	}
	sort.Slice(machines, func(i, j int) bool { return machines[i].Self.Value < machines[j].Self.Value })
	for _, vm := range machines {
		target, move := r.target(vm.Self)
		if !move {
			continue
		}
		r.ctx.WithLock(vm, func() {
			wrapped := &virtualMachine{vm, r.center}
			if r.center.registry.Get(vm.Self) != nil && wrapped.moveToHost(r.ctx, target) == nil {
				r.where[vm.Self] = target
			}
		})
	}
}

// target is where a machine has to go, if it has to and may.
func (r *drsRun) target(vm types.ManagedObjectReference) (types.ManagedObjectReference, bool) {
	if !r.mayMove(vm) {
		return vm, false
	}
	load := map[types.ManagedObjectReference]int{}
	for _, host := range r.where {
		load[host]++
	}
	var best types.ManagedObjectReference
	for _, host := range r.hosts {
		if !r.allowed(vm, host) {
			continue
		}
		if host == r.where[vm] {
			return vm, false
		}
		if best.Value == "" || load[host] < load[best] {
			best = host
		}
	}
	return best, best.Value != ""
}

func (r *drsRun) mayMove(vm types.ManagedObjectReference) bool {
	level, enabled := r.config.DrsConfig.DefaultVmBehavior, true
	if i := indexOf(r.config.DrsVmConfig, vm, drsKey); i >= 0 && isTrue(r.config.DrsConfig.EnableVmBehaviorOverrides) {
		override := r.config.DrsVmConfig[i]
		enabled = override.Enabled == nil || *override.Enabled
		if override.Behavior != "" {
			level = override.Behavior
		}
	}
	return enabled && level == types.DrsBehaviorFullyAutomated
}

// allowed tells whether every rule about the machine holds when it is on that host.
func (r *drsRun) allowed(vm, host types.ManagedObjectReference) bool {
	for _, rule := range r.config.Rule {
		if !isTrue(rule.GetClusterRuleInfo().Enabled) {
			continue
		}
		switch info := rule.(type) {
		case *types.ClusterAntiAffinityRuleSpec:
			if simulator.FindReference(info.Vm, vm) != nil && r.others(vm, info.Vm, func(other types.ManagedObjectReference) bool { return other == host }) {
				return false
			}
		case *types.ClusterAffinityRuleSpec:
			if simulator.FindReference(info.Vm, vm) != nil && r.others(vm, info.Vm, func(other types.ManagedObjectReference) bool { return other != host }) {
				return false
			}
		case *types.ClusterVmHostRuleInfo:
			if simulator.FindReference(r.members(info.VmGroupName), vm) == nil {
				continue
			}
			if wanted := r.members(info.AffineHostGroupName); len(wanted) > 0 && simulator.FindReference(wanted, host) == nil {
				return false
			}
			if simulator.FindReference(r.members(info.AntiAffineHostGroupName), host) != nil {
				return false
			}
		}
	}
	return true
}

// others tells whether another member runs on a host of that kind.
func (r *drsRun) others(vm types.ManagedObjectReference, members []types.ManagedObjectReference, kind func(types.ManagedObjectReference) bool) bool {
	for _, member := range members {
		if host, runs := r.where[member]; runs && member != vm && kind(host) {
			return true
		}
	}
	return false
}

func (r *drsRun) members(group string) []types.ManagedObjectReference {
	i := indexOf(r.config.Group, group, groupName)
	if i < 0 {
		return nil
	}
	switch found := r.config.Group[i].(type) {
	case *types.ClusterVmGroup:
		return found.Vm
	case *types.ClusterHostGroup:
		return found.Host
	}
	return nil
}
