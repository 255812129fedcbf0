/** What is no machine: pools, rules, policies, grants, backup jobs. Input: mapped arguments. Output: resources. */

import { Lazy, Token, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { Acl } from '../../../.gen/providers/proxmox/acl';
import { BackupJob } from '../../../.gen/providers/proxmox/backup-job';
import { DataProxmoxVirtualEnvironmentNodes } from '../../../.gen/providers/proxmox/data-proxmox-virtual-environment-nodes';
import { Harule } from '../../../.gen/providers/proxmox/harule';
import { StoragePbs } from '../../../.gen/providers/proxmox/storage-pbs';
import { VirtualEnvironmentPool } from '../../../.gen/providers/proxmox/virtual-environment-pool';
import { VirtualEnvironmentRole } from '../../../.gen/providers/proxmox/virtual-environment-role';
import { addressOf } from '../common/address';
import { literal } from '../common/literal';
import type {
  AccessGrantRequest,
  BackupPolicyRequest,
  IVirtualMachine,
  MadeResources,
  PlacementRuleRequest,
  ResourcePoolRequest,
} from '../contract';
import type { ProxmoxBackupServer } from './backup-server';
import { accessEntry, builtInRoles, operatorPrivileges } from './map-access';
import { quoted } from './expressions';
import { backupJobs } from './map-backup';
import { haRule } from './map-high-availability';
import type { ProxmoxContext } from './resources';

export function createResourcePool(
  scope: Construct,
  { provider }: ProxmoxContext,
  { pool, parent }: ResourcePoolRequest,
): MadeResources & { readonly poolId: string } {
  const name = literal(pool.name);
  const made = new VirtualEnvironmentPool(scope, 'Resource', {
    provider,
    poolId: parent?.poolId === undefined ? name : `${parent.poolId}/${name}`,
    comment: `CPU weight of each member: ${String(pool.weight)}`,
  });
  return { main: made, all: { pool: made }, poolId: made.poolId };
}

export function createPlacementRule(
  scope: Construct,
  context: ProxmoxContext,
  { rule, members }: PlacementRuleRequest,
): MadeResources {
  const { provider } = context;
  const resources = Lazy.listValue({
    produce: () => members().map((vm) => haResourceIdOf(vm, context)),
  });
  const allNodes = (): string => {
    const nodes = new DataProxmoxVirtualEnvironmentNodes(scope, 'Nodes', { provider });
    return `${nodes.fqn}.names`;
  };
  const made = new Harule(scope, 'Resource', {
    provider,
    ...haRule(rule, resources, (without) => {
      const list = `[${without.map(quoted).join(', ')}]`;
      return Token.asNumberMap(
        `\${{for node in ${allNodes()} : node => 1 if !contains(${list}, node)}}`,
      );
    }),
  });
  renewWith(made, members, context);
  return { main: made, all: { rule: made } };
}

/** Of a machine that is made here, what HA knows it by: Terraform then manages it before the rule. */
function haResourceIdOf(vm: IVirtualMachine, { machines }: ProxmoxContext): string {
  return machines.get(vm.node.path)?.haResource?.resourceId ?? `vm:${vm.vmId}`;
}

export function createAccessGrant(
  scope: Construct,
  context: ProxmoxContext,
  { grant, target }: AccessGrantRequest,
): MadeResources {
  const path =
    target.kind === 'vm'
      ? `/vms/${target.vm.vmId}`
      : `/pool/${target.pool.poolId ?? target.pool.poolName}`;
  const role = builtInRoles[grant.level] ?? operatorRole(context).roleId;
  const entry = new Acl(scope, 'Resource', {
    provider: context.provider,
    ...accessEntry(grant, path, role),
  });
  if (target.kind === 'vm') renewWith(entry, () => [target.vm], context);
  return { main: entry, all: { grant: entry } };
}

/** One role for all grants of a hypervisor construct; its name tells it from those of other stacks. */
function operatorRole({ scope, provider }: ProxmoxContext): VirtualEnvironmentRole {
  const existing = scope.node.tryFindChild('OperatorRole') as VirtualEnvironmentRole | undefined;
  return (
    existing ??
    new VirtualEnvironmentRole(scope, 'OperatorRole', {
      provider,
      roleId: `vm-operator-${scope.node.addr.slice(-8)}`,
      privileges: [...operatorPrivileges],
    })
  );
}

/**
 * Jobs for the pools, each by its pool, and one for the VMs that are in none of these: a job takes either. They exist while
 * there is something to back up.
 */
export function createBackupPolicy(
  scope: Construct,
  context: ProxmoxContext,
  { policy, members, pools }: BackupPolicyRequest,
): MadeResources {
  const { provider, machines } = context;
  const alone = (): readonly IVirtualMachine[] => {
    const inJobs = new Set(pools());
    return members().filter(({ node }) => {
      const pool = machines.get(node.path)?.pool;
      return pool === undefined || !inJobs.has(pool);
    });
  };
  const jobs = backupJobs(policy).flatMap(({ part, arguments: given }) => {
    const id = literal(part === 'full' ? policy.name : `${policy.name}-${part}`);
    const ofVms = new BackupJob(scope, `${part}-vms`, {
      provider,
      ...given,
      id,
      vmid: Lazy.listValue({ produce: () => alone().map((vm) => vm.vmId) }),
    });
    forEach(ofVms, (): Record<string, string> =>
      alone().length === 0 ? {} : { vms: policy.name },
    );
    renewWith(ofVms, alone, context);
    const ofPools = new BackupJob(scope, `${part}-pools`, {
      provider,
      ...given,
      id: `${id}-\${each.key}`,
      pool: '${each.value}',
    });
    forEach(ofPools, () =>
      Object.fromEntries(
        pools().map((pool) => [`pool-${pool.node.addr.slice(-8)}`, pool.poolId ?? pool.poolName]),
      ),
    );
    return [
      [`${part} job of the VMs`, ofVms] as const,
      [`${part} jobs of the pools`, ofPools] as const,
    ];
  });
  return { main: jobs[0]?.[1], all: Object.fromEntries(jobs) };
}

/** How many there are is known only when the app is synthesized. */
function forEach(resource: TerraformResource, entries: () => Record<string, string>): void {
  resource.addOverride('for_each', Lazy.anyValue({ produce: entries }));
}

/** Storages of Proxmox Backup Servers. */
export function createBackupServer(
  scope: Construct,
  { provider }: ProxmoxContext,
  name: string,
  server: ProxmoxBackupServer,
): TerraformResource {
  return new StoragePbs(scope, `BackupServer-${name}`, {
    provider,
    id: literal(name),
    server: literal(server.server),
    datastore: literal(server.datastore),
    username: literal(server.username),
    password: server.password,
    content: ['backup'],
    ...(server.namespace === undefined ? {} : { namespace: literal(server.namespace) }),
    ...(server.fingerprint === undefined ? {} : { fingerprint: literal(server.fingerprint) }),
  });
}

/** Proxmox VE forgets a destroyed machine everywhere; what names it is made anew together with it. */
function renewWith(
  resource: TerraformResource,
  members: () => readonly IVirtualMachine[],
  { machines }: ProxmoxContext,
): void {
  resource.addOverride(
    'lifecycle.replace_triggered_by',
    Lazy.anyValue(
      {
        produce: () =>
          members().flatMap((vm) => {
            const made = machines.get(vm.node.path);
            return made === undefined ? [] : [`${addressOf(made.machine)}.id`];
          }),
      },
      { omitEmptyArray: true },
    ),
  );
}
