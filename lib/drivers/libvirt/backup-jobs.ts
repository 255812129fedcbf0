import { Lazy, TerraformOutput, TerraformStack, Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { got, type Problem } from '../../errors';
import type { BackupTarget } from '../../model/backup-policy';
import { literal, shortDigest } from '../common/literal';
import type { BackupPolicyRequest, MadeResources } from '../contract';
import {
  backupProgram,
  jobFile,
  policyUnits,
  timersOf,
  type BackedUpVm,
  type HostFile,
  type PolicyJobs,
} from './map-backup-jobs';
import type { LibvirtOptions } from './options';

/** What the backup policies of an app put on the host of one hypervisor. */
export interface HostBackupJobs {
  /** Path of the hypervisor's construct. */
  readonly hypervisor: string;
  /** Sorted by path. */
  readonly files: readonly HostFile[];
  /** Timers to enable, sorted. */
  readonly timers: readonly string[];
}

/** Name of the Terraform output that lists the backup jobs of a stack. */
export const backupJobsOutput = 'backup_jobs';

interface Registered {
  readonly hypervisor: string;
  readonly jobs: () => PolicyJobs;
}

const byRoot = new WeakMap<IConstruct, Registered[]>();
const byStack = new WeakMap<TerraformStack, Registered[]>();

/**
 * libvirt has no object for backups: a policy becomes files of the host, and an output that says what they are, so that a
 * changed schedule shows in the plan.
 */
export function createBackupJobs(
  scope: Construct,
  options: LibvirtOptions,
  request: BackupPolicyRequest,
): MadeResources {
  const entry: Registered = {
    hypervisor: options.path ?? '',
    jobs: () => ({
      policy: request.policy,
      vms: request.members().map(({ vmName, uuid }) => ({ name: vmName, uuid })),
      uri: uriOnHost(options.uri),
    }),
  };
  const { root } = scope.node;
  byRoot.set(root, [...(byRoot.get(root) ?? []), entry]);
  return { all: addToOutput(TerraformStack.of(scope), entry) };
}

/** The backup jobs of an app, one entry per hypervisor that has any, sorted by its path. Complete once the app is. */
export function renderBackupJobs(scope: IConstruct): readonly HostBackupJobs[] {
  const entries = byRoot.get(scope.node.root) ?? [];
  const hypervisors = [...new Set(entries.map(({ hypervisor }) => hypervisor))].sort();
  return hypervisors.map((hypervisor) => {
    const policies = entries
      .filter((entry) => entry.hypervisor === hypervisor)
      .map((entry) => entry.jobs());
    const files = [backupProgram, ...policies.flatMap(filesOf)];
    const timers = policies.flatMap(({ policy, vms }) => vms.flatMap((vm) => timersOf(policy, vm)));
    return {
      hypervisor,
      files: files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
      timers: timers.sort(),
    };
  });
}

/** Everything about a policy that a libvirt host cannot do. */
export function validateBackupJobs(
  { policy, members, path }: BackupPolicyRequest,
  { poolPath }: LibvirtOptions,
): readonly Problem[] {
  const targets = [
    { field: 'target', target: policy.target },
    ...(policy.copyTarget === undefined
      ? []
      : [{ field: 'copyTarget', target: policy.copyTarget }]),
  ];
  return [
    ...targets.flatMap(({ field, target }) => targetProblems(target, `${path}.${field}`, poolPath)),
    ...members()
      .filter(({ vmName, uuid }) => Token.isUnresolved(vmName) || Token.isUnresolved(uuid))
      .map((vm) => tokenProblem(vm.node.path, 'the name or the UUID of the VM')),
  ];
}

function targetProblems(
  { storage }: BackupTarget,
  path: string,
  poolPath: string | undefined,
): readonly Problem[] {
  const at = `${path}.storage`;
  if (Token.isUnresolved(storage)) return [tokenProblem(at, 'a token')];
  if (!/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(storage)) {
    return [
      {
        code: 'VML055',
        path: at,
        got: got(storage),
        rule: 'the storage is an absolute path on the host, of letters, digits, ".", "_" and "-"',
        fix: 'write it as in "/srv/backup"',
      },
    ];
  }
  const pool = poolPath?.replace(/\/+$/, '');
  if (pool === undefined || !`${storage}/`.startsWith(`${pool}/`)) return [];
  return [
    {
      code: 'VML038',
      path: at,
      got: got(storage),
      rule: `a backup does not fail together with what it protects; this lies in the storage pool ${pool}`,
      fix: 'keep it on another storage, in another failure domain',
    },
  ];
}

function tokenProblem(path: string, value: string): Problem {
  return {
    code: 'VML046',
    path,
    got: value,
    rule: 'the files of a backup job are written at synthesis, when the value of a token is not known',
    fix: 'give the value itself',
  };
}

/** The host reaches its own libvirt directly, however Terraform does. */
function uriOnHost(uri = 'qemu:///system'): string {
  if (Token.isUnresolved(uri)) return 'qemu:///system';
  const remote =
    /^(\w+)(?:\+\w+)?:\/\/[^/]+(\/[^?]*)/.exec(uri) ?? /^(\w+)\+\w+:\/\/(\/[^?]*)/.exec(uri);
  return remote === null ? uri : `${remote[1] ?? ''}://${remote[2] ?? ''}`;
}

function filesOf(jobs: PolicyJobs): readonly HostFile[] {
  return [...policyUnits(jobs), ...jobs.vms.map((vm) => jobFile(jobs, vm))];
}

function addToOutput(
  stack: TerraformStack,
  entry: Registered,
): Readonly<Record<string, TerraformOutput>> {
  const known = byStack.get(stack);
  if (known !== undefined) {
    known.push(entry);
    return {};
  }
  const entries = [entry];
  byStack.set(stack, entries);
  const output = new TerraformOutput(stack, 'BackupJobs', {
    description: 'Backup jobs of the hosts of this stack, by VM',
    value: Lazy.anyValue({
      produce: () =>
        Object.fromEntries(
          entries.flatMap((one) => {
            const jobs = one.jobs();
            return jobs.vms.map((vm) => [literal(vm.name), row(one.hypervisor, jobs, vm)]);
          }),
        ),
    }),
  });
  output.overrideLogicalId(backupJobsOutput);
  return { output };
}

function row(hypervisor: string, jobs: PolicyJobs, vm: BackedUpVm): Record<string, unknown> {
  const { policy } = jobs;
  const files = [backupProgram, ...policyUnits(jobs), jobFile(jobs, vm)];
  return {
    hypervisor: literal(hypervisor),
    policy: policy.name,
    full: policy.full.expression,
    incremental: policy.incremental?.expression ?? 'never',
    restore_test: policy.restoreTest.expression,
    retention: policy.retention,
    target: policy.target.storage,
    copy_target: policy.copyTarget?.storage ?? 'none',
    recovery_point_seconds: policy.recoveryPoint.toSeconds(),
    recovery_time_seconds: policy.recoveryTime.toSeconds(),
    timers: timersOf(policy, vm).map((timer) => literal(timer)),
    // What is installed on the host is what is declared where this is the same.
    files: shortDigest(JSON.stringify(files)),
  };
}
