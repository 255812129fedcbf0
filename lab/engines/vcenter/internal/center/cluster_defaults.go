package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// defaultCluster is what vCenter makes of a cluster whose maker said nothing (vSphere API reference:
// ClusterConfigInfoEx and the types it is made of).
func defaultCluster() types.ClusterConfigInfoEx {
	no, yes := types.NewBool(false), types.NewBool(true)
	return types.ClusterConfigInfoEx{
		ComputeResourceConfigInfo: types.ComputeResourceConfigInfo{
			VmSwapPlacement: string(types.VirtualMachineConfigInfoSwapPlacementTypeVmDirectory),
			SpbmEnabled:     no,
		},
		DasConfig: types.ClusterDasConfigInfo{
			Enabled:                    no,
			VmMonitoring:               string(types.ClusterDasConfigInfoVmMonitoringStateVmMonitoringDisabled),
			HostMonitoring:             string(types.ClusterDasConfigInfoServiceStateEnabled),
			VmComponentProtecting:      string(types.ClusterDasConfigInfoServiceStateDisabled),
			AdmissionControlEnabled:    yes,
			FailoverLevel:              1,
			HBDatastoreCandidatePolicy: string(types.ClusterDasConfigInfoHBDatastoreCandidateAllFeasibleDsWithUserPreference),
			AdmissionControlPolicy: &types.ClusterFailoverResourcesAdmissionControlPolicy{
				ClusterDasAdmissionControlPolicy: types.ClusterDasAdmissionControlPolicy{
					ResourceReductionToToleratePercent: types.NewInt32(100),
				},
				FailoverLevel:          1,
				AutoComputePercentages: yes,
			},
			DefaultVmSettings: &types.ClusterDasVmSettings{
				RestartPriority:        string(types.ClusterDasVmSettingsRestartPriorityMedium),
				RestartPriorityTimeout: 600,
				IsolationResponse:      string(types.ClusterDasVmSettingsIsolationResponseNone),
				VmToolsMonitoringSettings: &types.ClusterVmToolsMonitoringSettings{
					Enabled:          no,
					VmMonitoring:     string(types.ClusterDasConfigInfoVmMonitoringStateVmMonitoringDisabled),
					FailureInterval:  30,
					MinUpTime:        120,
					MaxFailures:      3,
					MaxFailureWindow: -1,
				},
				VmComponentProtectionSettings: &types.ClusterVmComponentProtectionSettings{
					VmStorageProtectionForAPD: string(types.ClusterVmComponentProtectionSettingsStorageVmReactionDisabled),
					EnableAPDTimeoutForHosts:  yes,
					VmTerminateDelayForAPDSec: 180,
					VmReactionOnAPDCleared:    string(types.ClusterVmComponentProtectionSettingsVmReactionOnAPDClearedNone),
					VmStorageProtectionForPDL: string(types.ClusterVmComponentProtectionSettingsStorageVmReactionDisabled),
				},
			},
		},
		DrsConfig: types.ClusterDrsConfigInfo{
			Enabled:                   no,
			EnableVmBehaviorOverrides: yes,
			DefaultVmBehavior:         types.DrsBehaviorFullyAutomated,
			VmotionRate:               3,
		},
		DpmConfigInfo: &types.ClusterDpmConfigInfo{
			Enabled:             no,
			DefaultDpmBehavior:  types.DpmBehaviorAutomated,
			HostPowerActionRate: 3,
		},
		Orchestration: &types.ClusterOrchestrationInfo{
			DefaultVmReadiness: &types.ClusterVmReadiness{
				ReadyCondition: string(types.ClusterVmReadinessReadyConditionNone),
			},
		},
		InfraUpdateHaConfig: &types.ClusterInfraUpdateHaConfigInfo{
			Enabled:             no,
			Behavior:            string(types.ClusterInfraUpdateHaConfigInfoBehaviorTypeManual),
			ModerateRemediation: string(types.ClusterInfraUpdateHaConfigInfoRemediationTypeQuarantineMode),
			SevereRemediation:   string(types.ClusterInfraUpdateHaConfigInfoRemediationTypeQuarantineMode),
		},
		ProactiveDrsConfig: &types.ClusterProactiveDrsConfigInfo{Enabled: no},
		VsanConfigInfo: &types.VsanClusterConfigInfo{
			Enabled:       no,
			DefaultConfig: &types.VsanClusterConfigInfoHostDefaultInfo{AutoClaimStorage: no},
		},
	}
}

// initCluster gives a cluster its configuration, and its root pool the capacity of its hosts.
func (c *center) initCluster(ctx *simulator.Context, made *simulator.ClusterComputeResource) {
	config := defaultCluster()
	_ = (&cluster{made, c}).admission(&config.DasConfig)
	made.ConfigurationEx = &config
	ctx.Map.Put(newClusterAlias(ctx.Map, made.Self))
	c.offerHardware(ctx, made)
	c.measure(ctx, made)
}

// measure makes the root pool what the hosts of the cluster have.
func (c *center) measure(ctx *simulator.Context, made *simulator.ClusterComputeResource) {
	var megahertz, mebibytes int64
	for _, ref := range made.Host {
		if host, ok := ctx.Map.Get(ref).(*simulator.HostSystem); ok {
			hardware := host.Summary.Hardware
			megahertz += int64(hardware.CpuMhz) * int64(hardware.NumCpuCores)
			mebibytes += hardware.MemorySize >> 20
		}
	}
	pool, ok := ctx.Map.Get(*made.ResourcePool).(*simulator.ResourcePool)
	if !ok {
		return
	}
	all := func(amount int64, shares int32) types.ResourceAllocationInfo {
		return types.ResourceAllocationInfo{
			Reservation:           types.NewInt64(amount),
			Limit:                 types.NewInt64(amount),
			ExpandableReservation: types.NewBool(false),
			Shares:                &types.SharesInfo{Level: types.SharesLevelNormal, Shares: shares},
		}
	}
	pool.Config.CpuAllocation = all(megahertz, normalCPUShares)
	pool.Config.MemoryAllocation = all(mebibytes, normalMemoryShares)
	summarize(pool)
	if summary, ok := made.Summary.(*types.ClusterComputeResourceSummary); ok {
		summary.TotalCpu, summary.EffectiveCpu = int32(megahertz), int32(megahertz)
		summary.TotalMemory, summary.EffectiveMemory = mebibytes<<20, mebibytes
	}
}
