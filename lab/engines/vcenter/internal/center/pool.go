package center

import (
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type resourcePool struct {
	*simulator.ResourcePool
	center *center
}

// The shares of a pool at level normal, as vCenter counts them; high is twice and low half of it.
const (
	normalCPUShares    = 4000
	normalMemoryShares = 163840
)

// CreateResourcePool fills the shares in, and checks that the reservation is there to be had.
func (p *resourcePool) CreateResourcePool(ctx *simulator.Context, req *types.CreateResourcePool) soap.HasFault {
	body := new(methods.CreateResourcePoolBody)
	cpu, memory, fault := poolAllocations(defaultPool(), req.Spec)
	if fault == nil {
		fault = p.admit(ctx, nil, cpu, memory)
	}
	if fault != nil {
		body.Fault_ = simulator.Fault("", fault)
		return body
	}
	req.Spec.CpuAllocation, req.Spec.MemoryAllocation = *cpu, *memory
	answer := p.ResourcePool.CreateResourcePool(ctx, req)
	if made, ok := answer.(*methods.CreateResourcePoolBody); ok && made.Res != nil {
		child := ctx.Map.Get(made.Res.Returnval).(*simulator.ResourcePool)
		summarize(child) // the simulator lets all pools share one summary
	}
	return answer
}

// UpdateConfig renames and changes a pool.
func (p *resourcePool) UpdateConfig(ctx *simulator.Context, req *types.UpdateConfig) soap.HasFault {
	body := new(methods.UpdateConfigBody)
	if req.Name != "" && req.Name != p.Name {
		if fault := p.rename(ctx, req.Name); fault != nil {
			body.Fault_ = simulator.Fault("", fault)
			return body
		}
	}
	if req.Config != nil {
		cpu, memory, fault := poolAllocations(p.Config, *req.Config)
		if parent := p.parent(ctx); fault == nil && parent != nil {
			fault = parent.admit(ctx, &p.Self, cpu, memory)
		}
		if fault == nil && (*cpu.Reservation < p.reserved(ctx, nil, cpuOf) && !isTrue(cpu.ExpandableReservation) ||
			*memory.Reservation < p.reserved(ctx, nil, memoryOf) && !isTrue(memory.ExpandableReservation)) {
			fault = invalid("spec.reservation")
		}
		if fault != nil {
			body.Fault_ = simulator.Fault("", fault)
			return body
		}
		config := p.Config
		config.CpuAllocation, config.MemoryAllocation = *cpu, *memory
		ctx.Update(p.ResourcePool, []types.PropertyChange{{Name: "config", Val: config}})
	}
	summarize(p.ResourcePool)
	body.Res = new(types.UpdateConfigResponse)
	return body
}

func (p *resourcePool) rename(ctx *simulator.Context, name string) types.BaseMethodFault {
	if parent := p.parent(ctx); parent != nil {
		if other := ctx.Map.FindByName(name, parent.ResourcePool.ResourcePool.ResourcePool); other != nil {
			return &types.DuplicateName{Name: name, Object: other.Reference()}
		}
	}
	ctx.Update(p.ResourcePool, []types.PropertyChange{{Name: "name", Val: name}})
	return nil
}

// MoveIntoResourcePool takes pools and machines of the same cluster in.
func (p *resourcePool) MoveIntoResourcePool(ctx *simulator.Context, req *types.MoveIntoResourcePool) soap.HasFault {
	body := new(methods.MoveIntoResourcePoolBody)
	for _, ref := range req.List {
		var fault types.BaseMethodFault
		switch moved := ctx.Map.Get(ref).(type) {
		case *simulator.VirtualMachine:
			ctx.WithLock(moved, func() {
				fault = (&virtualMachine{moved, p.center}).moveToPool(ctx, p.Self)
			})
		case *simulator.ResourcePool:
			ctx.WithLock(moved, func() { fault = p.adopt(ctx, moved) })
		default:
			fault = &types.ManagedObjectNotFound{Obj: ref}
		}
		if fault != nil {
			body.Fault_ = simulator.Fault("", fault)
			return body
		}
	}
	body.Res = new(types.MoveIntoResourcePoolResponse)
	return body
}

func (p *resourcePool) adopt(ctx *simulator.Context, moved *simulator.ResourcePool) types.BaseMethodFault {
	if moved.Owner != p.Owner || strings.HasSuffix(moved.Parent.Type, "ComputeResource") {
		return invalid("list")
	}
	for above := p; above != nil; above = above.parent(ctx) {
		if above.Self == moved.Self {
			return invalid("list") // a pool can't be below itself
		}
	}
	if other := ctx.Map.FindByName(moved.Name, p.ResourcePool.ResourcePool.ResourcePool); other != nil && other.Reference() != moved.Self {
		return &types.DuplicateName{Name: moved.Name, Object: other.Reference()}
	}
	if fault := p.admit(ctx, &moved.Self, &moved.Config.CpuAllocation, &moved.Config.MemoryAllocation); fault != nil {
		return fault
	}
	if source, ok := ctx.Map.Get(*moved.Parent).(*simulator.ResourcePool); ok {
		ctx.Map.RemoveReference(ctx, source, &source.ResourcePool.ResourcePool, moved.Self)
	}
	parent := p.Self
	ctx.Map.AddReference(ctx, p.ResourcePool, &p.ResourcePool.ResourcePool.ResourcePool, moved.Self)
	ctx.Update(moved, []types.PropertyChange{{Name: "parent", Val: &parent}})
	return nil
}

// DestroyTask also drops the pool's permissions and tags.
func (p *resourcePool) DestroyTask(ctx *simulator.Context, req *types.Destroy_Task) soap.HasFault {
	ref := run(ctx, p.ResourcePool, "destroy", func() (types.AnyType, types.BaseMethodFault) {
		if _, fault := finish(ctx, p.ResourcePool.DestroyTask(ctx, req)); fault != nil {
			return nil, fault
		}
		p.center.dropPermissions(ctx, p.Self)
		p.center.detachTags(p.Self)
		return nil, nil
	})
	return &methods.Destroy_TaskBody{Res: &types.Destroy_TaskResponse{Returnval: ref}}
}

func (p *resourcePool) parent(ctx *simulator.Context) *resourcePool {
	if parent, ok := ctx.Map.Get(*p.Parent).(*simulator.ResourcePool); ok {
		return &resourcePool{parent, p.center}
	}
	return nil
}

func summarize(pool *simulator.ResourcePool) {
	pool.Summary = &types.ResourcePoolSummary{
		Name:    pool.Name,
		Config:  pool.Config,
		Runtime: pool.Runtime,
	}
	self := pool.Self
	pool.Config.Entity = &self
}

func defaultPool() types.ResourceConfigSpec { return types.DefaultResourceConfigSpec() }

func poolAllocations(current, change types.ResourceConfigSpec) (cpu, memory *types.ResourceAllocationInfo, fault types.BaseMethodFault) {
	cpu, fault = allocation(&current.CpuAllocation, &change.CpuAllocation, "cpuAllocation", normalCPUShares)
	if fault == nil {
		memory, fault = allocation(&current.MemoryAllocation, &change.MemoryAllocation, "memoryAllocation", normalMemoryShares)
	}
	return cpu, memory, fault
}
