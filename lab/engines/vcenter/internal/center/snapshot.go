package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type snapshot struct {
	*simulator.VirtualMachineSnapshot
	center *center
}

// RevertToSnapshotTask gives the machine the configuration back that it had, and switches it off
// where it was off; the simulator changes nothing but the mark of the current snapshot.
func (s *snapshot) RevertToSnapshotTask(ctx *simulator.Context, req *types.RevertToSnapshot_Task) soap.HasFault {
	vm := ctx.Map.Get(s.Vm).(*simulator.VirtualMachine)
	ref := run(ctx, vm, "revertToSnapshot", func() (types.AnyType, types.BaseMethodFault) {
		if _, fault := finish(ctx, s.VirtualMachineSnapshot.RevertToSnapshotTask(ctx, req)); fault != nil {
			return nil, fault
		}
		if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn && s.state(vm) == types.VirtualMachinePowerStatePoweredOff {
			if _, fault := finish(ctx, vm.PowerOffVMTask(ctx, &types.PowerOffVM_Task{This: vm.Self})); fault != nil {
				return nil, fault
			}
		}
		config := copyOf(s.Config)
		config.Uuid, config.InstanceUuid, config.Name = vm.Config.Uuid, vm.Config.InstanceUuid, vm.Config.Name
		ctx.Update(vm, []types.PropertyChange{
			{Name: "config", Val: config},
			{Name: "summary.config.numCpu", Val: config.Hardware.NumCPU},
			{Name: "summary.config.memorySizeMB", Val: config.Hardware.MemoryMB},
		})
		return nil, nil
	})
	return &methods.RevertToSnapshot_TaskBody{Res: &types.RevertToSnapshot_TaskResponse{Returnval: ref}}
}

// state is the power state that the snapshot holds.
func (s *snapshot) state(vm *simulator.VirtualMachine) types.VirtualMachinePowerState {
	var find func([]types.VirtualMachineSnapshotTree) types.VirtualMachinePowerState
	find = func(trees []types.VirtualMachineSnapshotTree) types.VirtualMachinePowerState {
		for _, tree := range trees {
			if tree.Snapshot == s.Self {
				return tree.State
			}
			if state := find(tree.ChildSnapshotList); state != "" {
				return state
			}
		}
		return ""
	}
	if vm.Snapshot == nil {
		return ""
	}
	return find(vm.Snapshot.RootSnapshotList)
}
