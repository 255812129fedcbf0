package reader

import (
	"fmt"

	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

func (s *session) readClusters(inventory *Inventory) error {
	inventory.Clusters = []Cluster{}
	var clusters []mo.ClusterComputeResource
	if err := s.all([]string{"ClusterComputeResource"}, []string{"configurationEx", "host"}, &clusters); err != nil {
		return err
	}
	for _, cluster := range clusters {
		config, ok := cluster.ConfigurationEx.(*types.ClusterConfigInfoEx)
		if !ok {
			continue
		}
		made := Cluster{
			Path: s.path(cluster.Self),
			DRS: DRS{
				Enabled:            isTrue(config.DrsConfig.Enabled),
				AutomationLevel:    string(config.DrsConfig.DefaultVmBehavior),
				MigrationThreshold: config.DrsConfig.VmotionRate,
				VMOverrides:        isTrue(config.DrsConfig.EnableVmBehaviorOverrides),
				Options:            options(config.DrsConfig.Option),
			},
			HA:     s.ha(&config.DasConfig),
			Hosts:  s.names(cluster.Host),
			Groups: s.groups(config.Group),
			Rules:  s.rules(config.Rule),
			Tags:   s.tagsOf(cluster.Self),
		}
		if dpm := config.DpmConfigInfo; dpm != nil {
			made.DPM = DPM{isTrue(dpm.Enabled), string(dpm.DefaultDpmBehavior)}
		}
		made.DRSOverride, made.HAOverride = s.overrides(config)
		inventory.Clusters = append(inventory.Clusters, made)
	}
	sortBy(inventory.Clusters, func(c Cluster) string { return c.Path })
	return nil
}

func options(values []types.BaseOptionValue) map[string]string {
	result := map[string]string{}
	for _, value := range values {
		option := value.GetOptionValue()
		result[option.Key] = fmt.Sprint(option.Value)
	}
	return result
}

func (s *session) ha(das *types.ClusterDasConfigInfo) HA {
	made := HA{
		Enabled:             isTrue(das.Enabled),
		HostMonitoring:      das.HostMonitoring,
		VMMonitoring:        das.VmMonitoring,
		ComponentProtection: das.VmComponentProtecting,
		HeartbeatPolicy:     das.HBDatastoreCandidatePolicy,
		HeartbeatDatastores: s.names(das.HeartbeatDatastore),
		Admission:           Admission{Enabled: isTrue(das.AdmissionControlEnabled)},
		Options:             options(das.Option),
	}
	if das.DefaultVmSettings != nil {
		made.Defaults = haSettings("", das.DefaultVmSettings)
	}
	switch policy := das.AdmissionControlPolicy.(type) {
	case *types.ClusterFailoverResourcesAdmissionControlPolicy:
		made.Admission.Policy, made.Admission.HostFailures = "resourcePercentage", policy.FailoverLevel
		made.Admission.AutoCompute = isTrue(policy.AutoComputePercentages)
		made.Admission.CPUPercent = policy.CpuFailoverResourcesPercent
		made.Admission.MemoryPercent = policy.MemoryFailoverResourcesPercent
	case *types.ClusterFailoverLevelAdmissionControlPolicy:
		made.Admission.Policy, made.Admission.HostFailures = "slotPolicy", policy.FailoverLevel
	case *types.ClusterFailoverHostAdmissionControlPolicy:
		made.Admission.Policy, made.Admission.HostFailures = "failoverHosts", policy.FailoverLevel
		made.Admission.FailoverHosts = s.names(policy.FailoverHosts)
	}
	if das.AdmissionControlPolicy != nil {
		base := das.AdmissionControlPolicy.GetClusterDasAdmissionControlPolicy()
		made.Admission.PerformanceTolerance = base.ResourceReductionToToleratePercent
	}
	return made
}

func haSettings(vm string, settings *types.ClusterDasVmSettings) HASettings {
	made := HASettings{
		VM:                    vm,
		RestartPriority:       settings.RestartPriority,
		RestartTimeoutSeconds: settings.RestartPriorityTimeout,
		IsolationResponse:     settings.IsolationResponse,
	}
	if tools := settings.VmToolsMonitoringSettings; tools != nil {
		made.Monitoring, made.FailureInterval = tools.VmMonitoring, tools.FailureInterval
		made.MinimumUptime, made.MaximumFailures = tools.MinUpTime, tools.MaxFailures
		made.MaximumFailureWindow = tools.MaxFailureWindow
	}
	if component := settings.VmComponentProtectionSettings; component != nil {
		made.APDResponse, made.PDLResponse = component.VmStorageProtectionForAPD, component.VmStorageProtectionForPDL
	}
	return made
}

func (s *session) groups(list []types.BaseClusterGroupInfo) []Group {
	result := []Group{}
	for _, group := range list {
		made := Group{Name: group.GetClusterGroupInfo().Name}
		switch members := group.(type) {
		case *types.ClusterVmGroup:
			made.Type, made.Members = "vm", s.names(members.Vm)
		case *types.ClusterHostGroup:
			made.Type, made.Members = "host", s.names(members.Host)
		}
		result = append(result, made)
	}
	sortBy(result, func(g Group) string { return g.Name })
	return result
}

func (s *session) rules(list []types.BaseClusterRuleInfo) []Rule {
	result := []Rule{}
	for _, rule := range list {
		info := rule.GetClusterRuleInfo()
		made := Rule{Name: info.Name, Enabled: isTrue(info.Enabled), Mandatory: isTrue(info.Mandatory)}
		switch detail := rule.(type) {
		case *types.ClusterAffinityRuleSpec:
			made.Type, made.Members = "affinity", s.names(detail.Vm)
		case *types.ClusterAntiAffinityRuleSpec:
			made.Type, made.Members = "antiAffinity", s.names(detail.Vm)
		case *types.ClusterVmHostRuleInfo:
			made.Type, made.VMGroup = "vmHost", detail.VmGroupName
			made.HostGroup, made.AntiHostGroup = detail.AffineHostGroupName, detail.AntiAffineHostGroupName
		case *types.ClusterDependencyRuleInfo:
			made.Type, made.VMGroup, made.DependsOn = "dependency", detail.VmGroup, detail.DependsOnVmGroup
		}
		result = append(result, made)
	}
	sortBy(result, func(r Rule) string { return r.Name })
	return result
}

func (s *session) overrides(config *types.ClusterConfigInfoEx) ([]DRSVM, []HASettings) {
	drs, ha := []DRSVM{}, []HASettings{}
	for _, override := range config.DrsVmConfig {
		drs = append(drs, DRSVM{s.name(override.Key), isTrue(override.Enabled), string(override.Behavior)})
	}
	for _, override := range config.DasVmConfig {
		if override.DasSettings != nil {
			ha = append(ha, haSettings(s.name(override.Key), override.DasSettings))
		}
	}
	sortBy(drs, func(o DRSVM) string { return o.VM })
	sortBy(ha, func(o HASettings) string { return o.VM })
	return drs, ha
}
