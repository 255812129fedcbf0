package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

func dasKey(info types.ClusterDasVmConfigInfo) types.ManagedObjectReference       { return info.Key }
func drsKey(info types.ClusterDrsVmConfigInfo) types.ManagedObjectReference       { return info.Key }
func dpmKey(info types.ClusterDpmHostConfigInfo) types.ManagedObjectReference     { return info.Key }
func readyKey(info types.ClusterVmOrchestrationInfo) types.ManagedObjectReference { return info.Vm }

// changeOverrides handles what single machines and hosts do otherwise than the cluster.
func (c *cluster) changeOverrides(_ *simulator.Context, config *types.ClusterConfigInfoEx, spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	var fault types.BaseMethodFault
	for _, change := range spec.DasVmConfigSpec {
		if config.DasVmConfig, fault = override(config.DasVmConfig, change.ArrayUpdateSpec, change.Info, dasKey, false); fault != nil {
			return fault
		}
	}
	for _, change := range spec.DrsVmConfigSpec {
		if config.DrsVmConfig, fault = override(config.DrsVmConfig, change.ArrayUpdateSpec, change.Info, drsKey, true); fault != nil {
			return fault
		}
	}
	for _, change := range spec.DpmHostConfigSpec {
		if config.DpmHostConfig, fault = override(config.DpmHostConfig, change.ArrayUpdateSpec, change.Info, dpmKey, true); fault != nil {
			return fault
		}
	}
	for _, change := range spec.VmOrchestrationSpec {
		if config.VmOrchestration, fault = override(config.VmOrchestration, change.ArrayUpdateSpec, change.Info, readyKey, true); fault != nil {
			return fault
		}
	}
	return nil
}

// override changes one list. Adding what is there replaces it in all lists but that of HA, where it is
// a fault.
func override[T any](list []T, update types.ArrayUpdateSpec, info *T, keyOf func(T) types.ManagedObjectReference, replace bool) ([]T, types.BaseMethodFault) {
	if update.Operation == types.ArrayUpdateOperationRemove {
		key, _ := update.RemoveKey.(types.ManagedObjectReference)
		i := indexOf(list, key, keyOf)
		if i < 0 {
			return list, invalid("spec.removeKey")
		}
		return append(list[:i], list[i+1:]...), nil
	}
	if info == nil {
		return list, invalid("spec.info")
	}
	i := indexOf(list, keyOf(*info), keyOf)
	switch {
	case update.Operation == types.ArrayUpdateOperationAdd && i < 0:
		return append(list, *info), nil
	case update.Operation == types.ArrayUpdateOperationAdd && replace:
		list[i] = *info
		return list, nil
	case update.Operation == types.ArrayUpdateOperationEdit && i >= 0:
		overlay(&list[i], info)
		return list, nil
	}
	return list, invalid("spec.info.key")
}

// leaveClusters takes a machine that is deleted out of every group, rule and override.
func (c *center) leaveClusters(ctx *simulator.Context, vm types.ManagedObjectReference) {
	for _, entity := range ctx.Map.All("ClusterComputeResource") {
		found, ok := entity.(*simulator.ClusterComputeResource)
		if !ok {
			continue
		}
		ctx.WithLock(found, func() {
			config := copyOf(*found.ConfigurationEx.(*types.ClusterConfigInfoEx))
			for _, rule := range config.Rule {
				switch members := rule.(type) {
				case *types.ClusterAffinityRuleSpec:
					members.Vm = remove(members.Vm, vm)
				case *types.ClusterAntiAffinityRuleSpec:
					members.Vm = remove(members.Vm, vm)
				}
			}
			for _, group := range config.Group {
				if members, ok := group.(*types.ClusterVmGroup); ok {
					members.Vm = remove(members.Vm, vm)
				}
			}
			config.DasVmConfig = without(config.DasVmConfig, vm, dasKey)
			config.DrsVmConfig = without(config.DrsVmConfig, vm, drsKey)
			config.VmOrchestration = without(config.VmOrchestration, vm, readyKey)
			ctx.Update(found, []types.PropertyChange{{Name: "configurationEx", Val: &config}})
		})
	}
}

func without[T any](list []T, key types.ManagedObjectReference, keyOf func(T) types.ManagedObjectReference) []T {
	if i := indexOf(list, key, keyOf); i >= 0 {
		return append(list[:i], list[i+1:]...)
	}
	return list
}
