import { createHash } from 'node:crypto';
import type { HaresourceConfig } from '../../../.gen/providers/proxmox/haresource';
import type { HaruleConfig } from '../../../.gen/providers/proxmox/harule';
import type { ReplicationConfig } from '../../../.gen/providers/proxmox/replication';
import type { PlacementRuleModel } from '../../model/placement-rule';
import type { VirtualMachine } from '../../model/virtual-machine';
import type { Replication } from '../../model/vm-props';
import { literal } from '../common/literal';

/**
 * Arguments of `proxmox_haresource`:
 * https://registry.terraform.io/providers/bpg/proxmox/0.112.0/docs/resources/haresource
 */
export function haResource(vm: VirtualMachine, vmId: string): HaresourceConfig {
  const migration = vm.availability?.migration;
  return {
    resourceId: `vm:${vmId}`,
    state: vm.powerState === 'running' ? 'started' : 'stopped',
    // HA moves a machine on its own in two cases: back to a preferred node, and away from one where it does not start.
    ...(migration === undefined
      ? {}
      : { failback: migration === 'automatic', maxRelocate: migration === 'automatic' ? 1 : 0 }),
  };
}

/**
 * Arguments of `proxmox_harule`: https://registry.terraform.io/providers/bpg/proxmox/0.112.0/docs/resources/harule
 *
 * @param nodes names of all nodes, for rules that keep off some of them. Token.
 */
export function haRule(
  rule: PlacementRuleModel,
  resources: string[],
  nodes: (without: readonly string[]) => Record<string, number>,
): HaruleConfig {
  const common = { rule: literal(rule.name), resources };
  if (rule.kind !== 'hosts') {
    const affinity = rule.kind === 'spread' ? 'negative' : 'positive';
    return { ...common, type: 'resource-affinity', affinity };
  }
  return {
    ...common,
    type: 'node-affinity',
    strict: rule.mandatory,
    // Of one priority, so that machines may be in a resource affinity rule as well.
    nodes: rule.avoid
      ? nodes(rule.hosts)
      : Object.fromEntries(rule.hosts.map((host) => [literal(host), 1])),
  };
}

/**
 * Arguments of `proxmox_replication`:
 * https://registry.terraform.io/providers/bpg/proxmox/0.112.0/docs/resources/replication
 */
export function replicationJob({ host, schedule }: Replication, vmId: string): ReplicationConfig {
  return {
    // The number follows from the host, so that no job becomes another one when a host is taken out of the list.
    id: `${vmId}-${String(jobNumber(host))}`,
    target: literal(host),
    type: 'local',
    schedule: schedule?.expression ?? '*/15',
  };
}

function jobNumber(host: string): number {
  return createHash('sha1').update(host).digest().readUInt32BE(0) % 1_000_000;
}
