/**
 * All controls of this package.
 *
 * Input: nothing. Output: the controls, sorted by id. May import: the controls.
 */

import type { Control } from './control';
import { accountingProcesses } from './controls/guest/accounting-processes';
import { accountingSysstat } from './controls/guest/accounting-sysstat';
import { accountsFiles } from './controls/guest/accounts-files';
import { accountsHomes } from './controls/guest/accounts-homes';
import { accountsPasswordPolicy } from './controls/guest/accounts-password-policy';
import { accountsPasswords } from './controls/guest/accounts-passwords';
import { accountsSessionTimeout } from './controls/guest/accounts-session-timeout';
import { accountsSudo } from './controls/guest/accounts-sudo';
import { accountsUmask } from './controls/guest/accounts-umask';
import { apparmor } from './controls/guest/apparmor';
import { auditDiskFull } from './controls/guest/audit-disk-full';
import { auditImmutable } from './controls/guest/audit-immutable';
import { auditRules } from './controls/guest/audit-rules';
import { bannerLogin } from './controls/guest/banner-login';
import { bootConfiguration } from './controls/guest/boot-configuration';
import { compilersRestricted } from './controls/guest/compilers-restricted';
import { cronPermissions } from './controls/guest/cron-permissions';
import { firewallEgress } from './controls/guest/firewall-egress';
import { firewallIngress } from './controls/guest/firewall-ingress';
import { kernelAslr } from './controls/guest/kernel-aslr';
import { kernelBpf } from './controls/guest/kernel-bpf';
import { kernelCoreDumps } from './controls/guest/kernel-core-dumps';
import { kernelKexec } from './controls/guest/kernel-kexec';
import { kernelLockdown } from './controls/guest/kernel-lockdown';
import { kernelMmapMinAddr } from './controls/guest/kernel-mmap-min-addr';
import { kernelPerf } from './controls/guest/kernel-perf';
import { kernelPointers } from './controls/guest/kernel-pointers';
import { kernelProtectedLinks } from './controls/guest/kernel-protected-links';
import { kernelPtrace } from './controls/guest/kernel-ptrace';
import { kernelSysrq } from './controls/guest/kernel-sysrq';
import { kernelTty } from './controls/guest/kernel-tty';
import { kernelUserNamespaces } from './controls/guest/kernel-user-namespaces';
import { kernelUserfaultfd } from './controls/guest/kernel-userfaultfd';
import { logForwarding } from './controls/guest/log-forwarding';
import { modulesFilesystems } from './controls/guest/modules-filesystems';
import { modulesNetworkFilesystems } from './controls/guest/modules-network-filesystems';
import { modulesPeripherals } from './controls/guest/modules-peripherals';
import { modulesProtocols } from './controls/guest/modules-protocols';
import { networkForwarding } from './controls/guest/network-forwarding';
import { networkIcmp } from './controls/guest/network-icmp';
import { networkMartians } from './controls/guest/network-martians';
import { networkRedirects } from './controls/guest/network-redirects';
import { networkReversePath } from './controls/guest/network-reverse-path';
import { networkRouterAdvertisements } from './controls/guest/network-router-advertisements';
import { networkSourceRouting } from './controls/guest/network-source-routing';
import { networkSyncookies } from './controls/guest/network-syncookies';
import { sshAlgorithms } from './controls/guest/ssh-algorithms';
import { sshAllowedUsers } from './controls/guest/ssh-allowed-users';
import { sshAttempts } from './controls/guest/ssh-attempts';
import { sshBanner } from './controls/guest/ssh-banner';
import { sshEnvironment } from './controls/guest/ssh-environment';
import { sshForwarding } from './controls/guest/ssh-forwarding';
import { sshHostKeys } from './controls/guest/ssh-host-keys';
import { sshIdleTimeout } from './controls/guest/ssh-idle-timeout';
import { sshKeyOnly } from './controls/guest/ssh-key-only';
import { sshLogLevel } from './controls/guest/ssh-log-level';
import { sshRootLogin } from './controls/guest/ssh-root-login';
import { sshSessions } from './controls/guest/ssh-sessions';
import { timeSource } from './controls/guest/time-source';
import { updatesAutomatic } from './controls/guest/updates-automatic';
import { machineBootDiskOnly } from './controls/machine/boot-disk-only';
import { machineChipsetQ35 } from './controls/machine/chipset-q35';
import { machineConsoleClipboard } from './controls/machine/console-clipboard';
import { machineConsoleClosed } from './controls/machine/console-closed';
import { machineConsoleLock } from './controls/machine/console-lock';
import { machineConsoleNo3d } from './controls/machine/console-no-3d';
import { machineConsoleSharing } from './controls/machine/console-sharing';
import { machineCpuModel } from './controls/machine/cpu-model';
import { machineDevicesConnectable } from './controls/machine/devices-connectable';
import { machineDevicesMinimal } from './controls/machine/devices-minimal';
import { machineDevicesNoPassthrough } from './controls/machine/devices-no-passthrough';
import { machineDiskNoShrinking } from './controls/machine/disk-no-shrinking';
import { machineDiskPersistent } from './controls/machine/disk-persistent';
import { machineEntropyBounded } from './controls/machine/entropy-bounded';
import { machineFaultToleranceEncrypted } from './controls/machine/fault-tolerance-encrypted';
import { machineFirmwareSecureBoot } from './controls/machine/firmware-secure-boot';
import { machineFirmwareUefi } from './controls/machine/firmware-uefi';
import { machineHardwareVersion } from './controls/machine/hardware-version';
import { machineHotAddOff } from './controls/machine/hot-add-off';
import { machineLogEnabled } from './controls/machine/log-enabled';
import { machineLogLimits } from './controls/machine/log-limits';
import { machineMemoryNoBalloon } from './controls/machine/memory-no-balloon';
import { machineMemoryNoPageSharing } from './controls/machine/memory-no-page-sharing';
import { machineMigrationEncrypted } from './controls/machine/migration-encrypted';
import { machineNetworkAntiSpoofing } from './controls/machine/network-anti-spoofing';
import { machineNetworkFirewall } from './controls/machine/network-firewall';
import { machineNetworkNoDvfilter } from './controls/machine/network-no-dvfilter';
import { machineSmm } from './controls/machine/smm';
import { machineToolsInfoSize } from './controls/machine/tools-info-size';
import { machineToolsNoHostInfo } from './controls/machine/tools-no-host-info';
import { machineToolsNoTimeSync } from './controls/machine/tools-no-time-sync';
import { machineTpm } from './controls/machine/tpm';

/** Every control, sorted by id. */
export const allControls: readonly Control[] = Object.freeze(
  [
    accountingProcesses,
    accountingSysstat,
    accountsFiles,
    accountsHomes,
    accountsPasswordPolicy,
    accountsPasswords,
    accountsSessionTimeout,
    accountsSudo,
    accountsUmask,
    apparmor,
    auditDiskFull,
    auditImmutable,
    auditRules,
    bannerLogin,
    bootConfiguration,
    compilersRestricted,
    cronPermissions,
    firewallEgress,
    firewallIngress,
    kernelAslr,
    kernelBpf,
    kernelCoreDumps,
    kernelKexec,
    kernelLockdown,
    kernelMmapMinAddr,
    kernelPerf,
    kernelPointers,
    kernelProtectedLinks,
    kernelPtrace,
    kernelSysrq,
    kernelTty,
    kernelUserNamespaces,
    kernelUserfaultfd,
    logForwarding,
    modulesFilesystems,
    modulesNetworkFilesystems,
    modulesPeripherals,
    modulesProtocols,
    networkForwarding,
    networkIcmp,
    networkMartians,
    networkRedirects,
    networkReversePath,
    networkRouterAdvertisements,
    networkSourceRouting,
    networkSyncookies,
    sshAlgorithms,
    sshAllowedUsers,
    sshAttempts,
    sshBanner,
    sshEnvironment,
    sshForwarding,
    sshHostKeys,
    sshIdleTimeout,
    sshKeyOnly,
    sshLogLevel,
    sshRootLogin,
    sshSessions,
    timeSource,
    updatesAutomatic,
    machineBootDiskOnly,
    machineChipsetQ35,
    machineConsoleClipboard,
    machineConsoleClosed,
    machineConsoleLock,
    machineConsoleNo3d,
    machineConsoleSharing,
    machineCpuModel,
    machineDevicesConnectable,
    machineDevicesMinimal,
    machineDevicesNoPassthrough,
    machineDiskNoShrinking,
    machineDiskPersistent,
    machineEntropyBounded,
    machineFaultToleranceEncrypted,
    machineFirmwareSecureBoot,
    machineFirmwareUefi,
    machineHardwareVersion,
    machineHotAddOff,
    machineLogEnabled,
    machineLogLimits,
    machineMemoryNoBalloon,
    machineMemoryNoPageSharing,
    machineMigrationEncrypted,
    machineNetworkAntiSpoofing,
    machineNetworkFirewall,
    machineNetworkNoDvfilter,
    machineSmm,
    machineToolsInfoSize,
    machineToolsNoHostInfo,
    machineToolsNoTimeSync,
    machineTpm,
  ]
    .map((control: Control) => Object.freeze(control))
    .sort((a, b) => (a.id < b.id ? -1 : 1)),
);

/** The control with an id, among those of this package and additional ones. */
export function controlById(id: string, additional: readonly Control[] = []): Control | undefined {
  return [...allControls, ...additional].find((control) => control.id === id);
}
