package center

import (
	"github.com/google/uuid"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// indexOf is the position of what has that key, or -1.
func indexOf[T any, K comparable](list []T, key K, keyOf func(T) K) int {
	for i := range list {
		if keyOf(list[i]) == key {
			return i
		}
	}
	return -1
}

func groupName(group types.BaseClusterGroupInfo) string { return group.GetClusterGroupInfo().Name }

func ruleKey(rule types.BaseClusterRuleInfo) int32 { return rule.GetClusterRuleInfo().Key }

func ruleName(rule types.BaseClusterRuleInfo) string { return rule.GetClusterRuleInfo().Name }

func (c *cluster) changeGroups(ctx *simulator.Context, config *types.ClusterConfigInfoEx, spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	for _, change := range spec.GroupSpec {
		if change.Operation == types.ArrayUpdateOperationRemove {
			name, _ := change.RemoveKey.(string)
			i := indexOf(config.Group, name, groupName)
			if i < 0 {
				return invalid("spec.groupSpec.removeKey")
			}
			config.Group = append(config.Group[:i], config.Group[i+1:]...)
			continue
		}
		if fault := c.checkMembers(ctx, change.Info); fault != nil {
			return fault
		}
		i := indexOf(config.Group, groupName(change.Info), groupName)
		switch {
		case change.Operation == types.ArrayUpdateOperationAdd && i < 0:
			config.Group = append(config.Group, change.Info)
		case change.Operation == types.ArrayUpdateOperationEdit && i >= 0:
			config.Group[i] = change.Info
		case i >= 0:
			return &types.DuplicateName{Name: groupName(change.Info), Object: c.Self}
		default:
			return invalid("spec.groupSpec.info.name")
		}
	}
	return nil
}

// checkMembers refuses hosts and machines of elsewhere.
func (c *cluster) checkMembers(ctx *simulator.Context, group types.BaseClusterGroupInfo) types.BaseMethodFault {
	switch members := group.(type) {
	case *types.ClusterHostGroup:
		for _, host := range members.Host {
			if simulator.FindReference(c.Host, host) == nil {
				return invalid("spec.groupSpec.info.host")
			}
		}
	case *types.ClusterVmGroup:
		return c.checkMachines(ctx, members.Vm, "spec.groupSpec.info.vm")
	}
	return nil
}

func (c *cluster) checkMachines(ctx *simulator.Context, refs []types.ManagedObjectReference, property string) types.BaseMethodFault {
	for _, ref := range refs {
		vm, ok := ctx.Map.Get(ref).(*simulator.VirtualMachine)
		if !ok {
			return &types.ManagedObjectNotFound{Obj: ref}
		}
		if simulator.FindReference(c.Host, *vm.Runtime.Host) == nil {
			return invalid(property)
		}
	}
	return nil
}

func (c *cluster) changeRules(ctx *simulator.Context, config *types.ClusterConfigInfoEx, spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	for _, change := range spec.RulesSpec {
		if change.Operation == types.ArrayUpdateOperationRemove {
			key, _ := change.RemoveKey.(int32)
			i := indexOf(config.Rule, key, ruleKey)
			if i < 0 {
				return invalid("spec.rulesSpec.removeKey")
			}
			config.Rule = append(config.Rule[:i], config.Rule[i+1:]...)
			continue
		}
		if fault := c.checkRule(ctx, config, change.Info); fault != nil {
			return fault
		}
		info := change.Info.GetClusterRuleInfo()
		same := indexOf(config.Rule, info.Name, ruleName)
		i := indexOf(config.Rule, info.Key, ruleKey)
		switch {
		case same >= 0 && (change.Operation == types.ArrayUpdateOperationAdd || same != i):
			return &types.DuplicateName{Name: info.Name, Object: c.Self}
		case change.Operation == types.ArrayUpdateOperationAdd:
			info.Key, info.RuleUuid = c.nextRule(config), uuid.NewString()
			c.completeRule(info)
			config.Rule = append(config.Rule, change.Info)
		case i >= 0:
			info.RuleUuid = config.Rule[i].GetClusterRuleInfo().RuleUuid
			c.completeRule(info)
			config.Rule[i] = change.Info
		default:
			return invalid("spec.rulesSpec.info.key")
		}
	}
	return nil
}

func (c *cluster) completeRule(info *types.ClusterRuleInfo) {
	info.Status = types.ManagedEntityStatusGreen
	info.UserCreated, info.InCompliance = types.NewBool(true), types.NewBool(true)
	for _, flag := range []**bool{&info.Enabled, &info.Mandatory} {
		if *flag == nil {
			*flag = types.NewBool(false)
		}
	}
}

func (c *cluster) nextRule(config *types.ClusterConfigInfoEx) int32 {
	var last int32
	for _, rule := range config.Rule {
		last = max(last, ruleKey(rule))
	}
	return last + 1
}

func (c *cluster) checkRule(ctx *simulator.Context, config *types.ClusterConfigInfoEx, rule types.BaseClusterRuleInfo) types.BaseMethodFault {
	var groups []string
	switch info := rule.(type) {
	case *types.ClusterAffinityRuleSpec:
		return c.checkMachines(ctx, info.Vm, "spec.rulesSpec.info.vm")
	case *types.ClusterAntiAffinityRuleSpec:
		return c.checkMachines(ctx, info.Vm, "spec.rulesSpec.info.vm")
	case *types.ClusterVmHostRuleInfo:
		groups = []string{info.VmGroupName, info.AffineHostGroupName, info.AntiAffineHostGroupName}
	case *types.ClusterDependencyRuleInfo:
		groups = []string{info.VmGroup, info.DependsOnVmGroup}
	}
	for _, group := range groups {
		if group != "" && indexOf(config.Group, group, groupName) < 0 {
			return invalid("spec.rulesSpec.info.group")
		}
	}
	return nil
}
