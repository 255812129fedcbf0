package center

import "github.com/vmware/govmomi/vim25/types"

const efi = string(types.GuestOsDescriptorFirmwareTypeEfi)

// What vCenter reports for a machine whose maker said nothing about it (vSphere API reference:
// VirtualMachineConfigInfo, VirtualMachineFlagInfo, VirtualMachineBootOptions, ToolsConfigInfo).

func setDefaults(config *types.VirtualMachineConfigInfo) {
	config.SwapPlacement = string(types.VirtualMachineConfigInfoSwapPlacementTypeInherit)
	config.MigrateEncryption = orElse(config.MigrateEncryption, string(types.VirtualMachineConfigSpecEncryptedVMotionModesOpportunistic))
	config.FtEncryptionMode = orElse(config.FtEncryptionMode, string(types.VirtualMachineConfigSpecEncryptedFtModesFtEncryptionOpportunistic))
	for _, flag := range []**bool{
		&config.CpuHotAddEnabled, &config.CpuHotRemoveEnabled, &config.MemoryHotAddEnabled,
		&config.NestedHVEnabled, &config.VPMCEnabled, &config.ChangeTrackingEnabled,
		&config.MemoryReservationLockedToMax, &config.MessageBusTunnelEnabled,
	} {
		if *flag == nil {
			*flag = types.NewBool(false)
		}
	}
	if config.GuestAutoLockEnabled == nil {
		config.GuestAutoLockEnabled = types.NewBool(true)
	}
	unlimited := types.ResourceAllocationInfo{
		Reservation:           types.NewInt64(0),
		ExpandableReservation: types.NewBool(false),
		Limit:                 types.NewInt64(-1),
		Shares:                &types.SharesInfo{Level: types.SharesLevelNormal},
	}
	cpu, memory := unlimited, unlimited
	config.CpuAllocation, config.MemoryAllocation = &cpu, &memory
}

func defaultFlags() types.VirtualMachineFlagInfo {
	return types.VirtualMachineFlagInfo{
		DisableAcceleration:      types.NewBool(false),
		EnableLogging:            types.NewBool(true),
		UseToe:                   types.NewBool(false),
		RunWithDebugInfo:         types.NewBool(false),
		MonitorType:              string(types.VirtualMachineFlagInfoMonitorTypeRelease),
		HtSharing:                string(types.VirtualMachineHtSharingAny),
		SnapshotDisabled:         types.NewBool(false),
		SnapshotLocked:           types.NewBool(false),
		DiskUuidEnabled:          types.NewBool(false),
		SnapshotPowerOffBehavior: string(types.VirtualMachinePowerOffBehaviorPowerOff),
		RecordReplayEnabled:      types.NewBool(false),
		FaultToleranceType:       string(types.VirtualMachineFaultToleranceTypeUnset),
		CbrcCacheEnabled:         types.NewBool(false),
		VvtdEnabled:              types.NewBool(false),
		VbsEnabled:               types.NewBool(false),
		VirtualMmuUsage:          string(types.VirtualMachineFlagInfoVirtualMmuUsageAutomatic),
		VirtualExecUsage:         string(types.VirtualMachineFlagInfoVirtualExecUsageHvAuto),
	}
}

func defaultBootOptions() *types.VirtualMachineBootOptions {
	return &types.VirtualMachineBootOptions{
		BootDelay:            0,
		EnterBIOSSetup:       types.NewBool(false),
		EfiSecureBootEnabled: types.NewBool(false),
		BootRetryEnabled:     types.NewBool(false),
		BootRetryDelay:       10000,
		NetworkBootProtocol:  string(types.VirtualMachineBootOptionsNetworkBootProtocolTypeIpv4),
	}
}

func defaultTools() *types.ToolsConfigInfo {
	return &types.ToolsConfigInfo{
		ToolsVersion:            0,
		AfterPowerOn:            types.NewBool(true),
		AfterResume:             types.NewBool(true),
		BeforeGuestStandby:      types.NewBool(true),
		BeforeGuestShutdown:     types.NewBool(true),
		ToolsUpgradePolicy:      string(types.UpgradePolicyManual),
		SyncTimeWithHostAllowed: types.NewBool(true),
		SyncTimeWithHost:        types.NewBool(false),
	}
}
