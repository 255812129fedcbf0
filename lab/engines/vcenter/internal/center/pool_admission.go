package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// resource picks processor or memory from a pool's configuration.
type resource func(*types.ResourceConfigSpec) *types.ResourceAllocationInfo

func cpuOf(config *types.ResourceConfigSpec) *types.ResourceAllocationInfo {
	return &config.CpuAllocation
}

func memoryOf(config *types.ResourceConfigSpec) *types.ResourceAllocationInfo {
	return &config.MemoryAllocation
}

// admit refuses a child whose reservation the pool can't give: from its own reservation, and where
// that may be expanded, from the pools above up to the capacity of the cluster.
func (p *resourcePool) admit(ctx *simulator.Context, child *types.ManagedObjectReference, cpu, memory *types.ResourceAllocationInfo) types.BaseMethodFault {
	if available := p.available(ctx, child, cpuOf); *cpu.Reservation > available {
		return &types.InsufficientCpuResourcesFault{Unreserved: available, Requested: *cpu.Reservation}
	}
	if available := p.available(ctx, child, memoryOf); *memory.Reservation > available {
		return &types.InsufficientMemoryResourcesFault{Unreserved: available, Requested: *memory.Reservation}
	}
	return nil
}

// available is what is not reserved yet; except is a child that is not counted, because it changes.
func (p *resourcePool) available(ctx *simulator.Context, except *types.ManagedObjectReference, which resource) int64 {
	own := which(&p.Config)
	free := *own.Reservation - p.reserved(ctx, except, which)
	parent := p.parent(ctx)
	if parent == nil || !isTrue(own.ExpandableReservation) {
		return free
	}
	free += parent.available(ctx, nil, which)
	if limit := *own.Limit; limit >= 0 {
		free = min(free, limit-p.reserved(ctx, except, which))
	}
	return free
}

// reserved is what the pool's children and running machines have reserved, or needed beyond that.
func (p *resourcePool) reserved(ctx *simulator.Context, except *types.ManagedObjectReference, which resource) int64 {
	var total int64
	for _, ref := range p.ResourcePool.ResourcePool.ResourcePool {
		child, ok := ctx.Map.Get(ref).(*simulator.ResourcePool)
		if !ok || (except != nil && ref == *except) {
			continue
		}
		total += *which(&child.Config).Reservation
		if inner := (&resourcePool{child, p.center}); isTrue(which(&child.Config).ExpandableReservation) {
			total += max(0, inner.reserved(ctx, nil, which)-*which(&child.Config).Reservation)
		}
	}
	for _, ref := range p.Vm {
		vm, ok := ctx.Map.Get(ref).(*simulator.VirtualMachine)
		if !ok || vm.Config == nil || vm.Runtime.PowerState != types.VirtualMachinePowerStatePoweredOn {
			continue
		}
		spec := types.ResourceConfigSpec{CpuAllocation: *vm.Config.CpuAllocation, MemoryAllocation: *vm.Config.MemoryAllocation}
		total += *which(&spec).Reservation
	}
	return total
}
