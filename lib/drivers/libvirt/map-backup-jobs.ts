import type { BackupPolicyModel } from '../../model/backup-policy';
import type { Schedule } from '../../model/schedule';
import { backupScript } from './backup-script';

/** A file of the host. */
export interface HostFile {
  readonly path: string;
  /** Permissions, such as 0o644. */
  readonly mode: number;
  readonly content: string;
}

/** What a job needs to know of a VM. */
export interface BackedUpVm {
  readonly name: string;
  readonly uuid: string;
}

/** What one policy puts on a host. */
export interface PolicyJobs {
  readonly policy: BackupPolicyModel;
  readonly vms: readonly BackedUpVm[];
  /** Connection URI of libvirt, as the host itself uses it. */
  readonly uri: string;
}

const scriptPath = '/usr/local/sbin/vm-backup';
const jobFolder = '/etc/vm-lifecycle/backup';
const unitFolder = '/etc/systemd/system';
/** Sockets between virtnbdbackup and QEMU; also what AppArmor's profile for QEMU has to allow. */
const socketFolder = '/var/tmp';
/** Keeps the VMs of a policy from starting at once; the same for every run of a VM, so that no gap grows by it. */
const spreadMinutes = 10;

/** The program that all jobs run. */
export const backupProgram: HostFile = { path: scriptPath, mode: 0o755, content: backupScript };

/** Units of a policy, for any of its VMs: `%i` is the VM. */
export function policyUnits({ policy }: PolicyJobs): readonly HostFile[] {
  const { name, copyTarget, incremental } = policy;
  const prune = `OnSuccess=${unit(name, 'prune')}@%i.service`;
  // The copy follows whatever the result was, and prunes after it: what has no second copy stays.
  const copy = unit(name, 'copy');
  const after =
    copyTarget === undefined
      ? [prune]
      : [`OnSuccess=${copy}@%i.service`, `OnFailure=${copy}@%i.service`];
  const service = (command: string, what: string, then: readonly string[] = []): HostFile =>
    unitFile(`${unit(name, command)}@.service`, serviceUnit(policy, command, what, then));
  const timer = (command: string, what: string, schedule: Schedule): HostFile =>
    unitFile(`${unit(name, command)}@.timer`, timerUnit(what, schedule));
  return [
    service('full', 'Full backup', after),
    timer('full', `Full backup of %i by the policy ${name}`, policy.full),
    ...(incremental === undefined
      ? []
      : [
          service('incremental', 'Incremental backup', after),
          timer('incremental', `Incremental backup of %i by the policy ${name}`, incremental),
        ]),
    ...(copyTarget === undefined ? [] : [service('copy', 'Second copy of the backups', [prune])]),
    service('prune', 'Removal of old backups'),
    service('test', 'Restore test of the latest backup'),
    timer('test', `Restore test of %i by the policy ${name}`, policy.restoreTest),
  ];
}

/** The job of one VM. */
export function jobFile({ policy, uri }: PolicyJobs, vm: BackedUpVm): HostFile {
  const instance = instanceName(vm.name);
  const job = {
    policy: policy.name,
    vm: { name: vm.name, uuid: vm.uuid },
    uri,
    target: policy.target.storage,
    copyTarget: policy.copyTarget?.storage,
    folder: `${policy.name}/${instance}`,
    retention: policy.retention,
    recoveryPointSeconds: policy.recoveryPoint.toSeconds(),
    recoveryTimeSeconds: policy.recoveryTime.toSeconds(),
  };
  return {
    path: jobPath(policy.name, vm.name),
    mode: 0o644,
    content: `${JSON.stringify(job, undefined, 2)}\n`,
  };
}

/** Where the job of a VM lies: the argument of the program. */
export function jobPath(policy: string, vm: string): string {
  return `${jobFolder}/${policy}/${instanceName(vm)}.json`;
}

/** Timers of one VM, to be enabled. */
export function timersOf(policy: BackupPolicyModel, vm: BackedUpVm): readonly string[] {
  const commands = ['full', ...(policy.incremental === undefined ? [] : ['incremental']), 'test'];
  return commands.map((command) => `${unit(policy.name, command)}@${instanceName(vm.name)}.timer`);
}

/** The name of a VM as part of a unit name, as systemd-escape(1) writes it, with its dashes left as they are. */
export function instanceName(vm: string): string {
  return [...Buffer.from(vm, 'utf8')]
    .map((byte, index) => {
      const character = String.fromCharCode(byte);
      const plain = /[A-Za-z0-9:_.-]/.test(character) && !(index === 0 && character === '.');
      return plain ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

function unit(policy: string, command: string): string {
  return `vm-backup-${policy}-${command}`;
}

function unitFile(name: string, content: string): HostFile {
  return { path: `${unitFolder}/${name}`, mode: 0o644, content };
}

function timerUnit(what: string, schedule: Schedule): string {
  return `[Unit]
Description=${what}

[Timer]
OnCalendar=${schedule.expression}
# Made up for at the next start, if the host was off.
Persistent=true
RandomizedDelaySec=${String(spreadMinutes)}min
FixedRandomDelay=true

[Install]
WantedBy=timers.target
`;
}

function serviceUnit(
  policy: BackupPolicyModel,
  command: string,
  what: string,
  then: readonly string[],
): string {
  const { target, copyTarget } = policy;
  const storages = [target, ...(copyTarget === undefined ? [] : [copyTarget])].map(
    ({ storage }) => storage,
  );
  return `[Unit]
Description=${what} of %i by the policy ${policy.name}
# Mounted first, where fstab has it.
RequiresMountsFor=${storages.join(' ')}
${['After=libvirtd.service', ...then].join('\n')}

[Service]
Type=oneshot
ExecStart=${scriptPath} ${command} ${jobFolder}/${policy.name}/%i.json
Nice=10
IOSchedulingClass=best-effort
IOSchedulingPriority=7
# virtnbdbackup ends its job in QEMU on this signal, and on no other.
KillSignal=SIGINT
UMask=0077

# Root, for the sockets of libvirt and the disks of all VMs, and nothing else that root may do.
CapabilityBoundingSet=CAP_DAC_OVERRIDE
NoNewPrivileges=yes
ProtectSystem=strict
# Each has to be there: what is not mounted is an error, and no folder on the system disk.
ReadWritePaths=${[...storages, socketFolder].join(' ')}
ProtectHome=yes
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateNetwork=yes
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
IPAddressDeny=any
`;
}
