package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type cluster struct {
	*simulator.ClusterComputeResource
	center *center
}

// ReconfigureComputeResourceTask takes the whole configuration; the simulator keeps four of its
// properties and drops the rest.
func (c *cluster) ReconfigureComputeResourceTask(ctx *simulator.Context, req *types.ReconfigureComputeResource_Task) soap.HasFault {
	ref := run(ctx, c.ClusterComputeResource, "reconfigureCluster", func() (types.AnyType, types.BaseMethodFault) {
		spec, ok := req.Spec.(*types.ClusterConfigSpecEx)
		if !ok {
			return nil, invalid("spec")
		}
		config := copyOf(*c.ConfigurationEx.(*types.ClusterConfigInfoEx))
		if !req.Modify {
			config = defaultCluster()
		}
		for _, change := range []func(*simulator.Context, *types.ClusterConfigInfoEx, *types.ClusterConfigSpecEx) types.BaseMethodFault{
			c.changeSettings, c.changeGroups, c.changeRules, c.changeOverrides,
		} {
			if fault := change(ctx, &config, spec); fault != nil {
				return nil, fault
			}
		}
		ctx.Update(c.ClusterComputeResource, []types.PropertyChange{{Name: "configurationEx", Val: &config}})
		return nil, nil
	})
	return &methods.ReconfigureComputeResource_TaskBody{
		Res: &types.ReconfigureComputeResource_TaskResponse{Returnval: ref},
	}
}

func (c *cluster) changeSettings(_ *simulator.Context, config *types.ClusterConfigInfoEx, spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	if spec.DasConfig != nil {
		options := mergeOptions(config.DasConfig.Option, spec.DasConfig.Option)
		overlay(&config.DasConfig, spec.DasConfig)
		config.DasConfig.Option = options
		if fault := c.admission(&config.DasConfig); fault != nil {
			return fault
		}
	}
	if spec.DrsConfig != nil {
		options := mergeOptions(config.DrsConfig.Option, spec.DrsConfig.Option)
		overlay(&config.DrsConfig, spec.DrsConfig)
		config.DrsConfig.Option = options
	}
	if spec.DpmConfig != nil {
		options := mergeOptions(config.DpmConfigInfo.Option, spec.DpmConfig.Option)
		overlay(config.DpmConfigInfo, spec.DpmConfig)
		config.DpmConfigInfo.Option = options
	}
	if spec.Orchestration != nil {
		overlay(config.Orchestration, spec.Orchestration)
	}
	if spec.InfraUpdateHaConfig != nil {
		overlay(config.InfraUpdateHaConfig, spec.InfraUpdateHaConfig)
	}
	if spec.ProactiveDrsConfig != nil {
		overlay(config.ProactiveDrsConfig, spec.ProactiveDrsConfig)
	}
	if spec.VsanConfig != nil {
		if isTrue(spec.VsanConfig.Enabled) {
			return &types.NotSupported{}
		}
		overlay(config.VsanConfigInfo, spec.VsanConfig)
	}
	config.VmSwapPlacement = orElse(spec.VmSwapPlacement, config.VmSwapPlacement)
	return nil
}

// admission checks the reserve for failover. vCenter computes the percentages from the number of
// host failures where it is asked to.
func (c *cluster) admission(das *types.ClusterDasConfigInfo) types.BaseMethodFault {
	switch policy := das.AdmissionControlPolicy.(type) {
	case *types.ClusterFailoverResourcesAdmissionControlPolicy:
		if policy.AutoComputePercentages == nil {
			policy.AutoComputePercentages = types.NewBool(true)
		}
		if *policy.AutoComputePercentages && len(c.Host) > 0 {
			percent := min(100, 100*policy.FailoverLevel/int32(len(c.Host)))
			policy.CpuFailoverResourcesPercent, policy.MemoryFailoverResourcesPercent = percent, percent
		}
		if policy.CpuFailoverResourcesPercent > 100 || policy.MemoryFailoverResourcesPercent > 100 {
			return invalid("spec.dasConfig.admissionControlPolicy")
		}
	case *types.ClusterFailoverHostAdmissionControlPolicy:
		for _, host := range policy.FailoverHosts {
			if simulator.FindReference(c.Host, host) == nil {
				return invalid("spec.dasConfig.admissionControlPolicy.failoverHosts")
			}
		}
	}
	return nil
}

// mergeOptions sets advanced options by key; one without a value is removed.
func mergeOptions(current, changes []types.BaseOptionValue) []types.BaseOptionValue {
	result := append([]types.BaseOptionValue{}, current...)
	for _, change := range changes {
		wanted := change.GetOptionValue()
		kept := result[:0]
		for _, option := range result {
			if option.GetOptionValue().Key != wanted.Key {
				kept = append(kept, option)
			}
		}
		result = kept
		if wanted.Value != nil && wanted.Value != "" {
			result = append(result, change)
		}
	}
	return result
}

// DestroyTask removes a cluster without hosts, which is all that the provider does.
func (c *cluster) DestroyTask(ctx *simulator.Context, req *types.Destroy_Task) soap.HasFault {
	ref := run(ctx, c.ClusterComputeResource, "destroy", func() (types.AnyType, types.BaseMethodFault) {
		if len(c.Host) > 0 {
			return nil, &types.ResourceInUse{Type: c.Self.Type, Name: c.Name}
		}
		parent, ok := ctx.Map.Get(*c.Parent).(*simulator.Folder)
		if !ok {
			return nil, &types.NotSupported{}
		}
		ctx.Map.RemoveReference(ctx, parent, &parent.ChildEntity, c.Self)
		ctx.Map.Remove(ctx, *c.ResourcePool)
		ctx.Map.Remove(ctx, aliasOf(c.Self))
		ctx.Map.Remove(ctx, c.Self)
		c.center.dropPermissions(ctx, c.Self)
		c.center.detachTags(c.Self)
		return nil, nil
	})
	return &methods.Destroy_TaskBody{Res: &types.Destroy_TaskResponse{Returnval: ref}}
}

// CreateClusterEx makes a cluster with the configuration of a new one.
func (f *folder) CreateClusterEx(ctx *simulator.Context, req *types.CreateClusterEx) soap.HasFault {
	answer := f.Folder.CreateClusterEx(ctx, req)
	body, ok := answer.(*methods.CreateClusterExBody)
	if !ok || body.Res == nil {
		return answer
	}
	made := ctx.Map.Get(body.Res.Returnval).(*simulator.ClusterComputeResource)
	f.center.initCluster(ctx, made)
	change := &types.ReconfigureComputeResource_Task{This: made.Self, Spec: &req.Spec, Modify: true}
	wrapped := &cluster{made, f.center}
	if _, fault := finish(ctx, wrapped.ReconfigureComputeResourceTask(ctx, change)); fault != nil {
		return &methods.CreateClusterExBody{Fault_: simulator.Fault("", fault)}
	}
	return answer
}
