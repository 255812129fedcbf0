/** Rules about where machines run. Input: a rule and its members, which may still grow. Output: resources. */

import { Lazy, TerraformResource, TerraformStack, type TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';
import { ComputeClusterHostGroup } from '@cdktf/provider-vsphere/lib/compute-cluster-host-group';
import { ComputeClusterVmAffinityRule } from '@cdktf/provider-vsphere/lib/compute-cluster-vm-affinity-rule';
import { ComputeClusterVmAntiAffinityRule } from '@cdktf/provider-vsphere/lib/compute-cluster-vm-anti-affinity-rule';
import { ComputeClusterVmGroup } from '@cdktf/provider-vsphere/lib/compute-cluster-vm-group';
import { ComputeClusterVmHostRule } from '@cdktf/provider-vsphere/lib/compute-cluster-vm-host-rule';
import { addressOf } from '../common/address';
import { literal } from '../common/literal';
import type { MadeResources, PlacementRuleRequest } from '../contract';
import type { VsphereContext } from './resources';

export function createPlacementRule(
  scope: Construct,
  context: VsphereContext,
  request: PlacementRuleRequest,
): MadeResources {
  const { provider, clusterId: computeClusterId = '' } = context;
  const { rule, members } = request;
  const common = { provider, computeClusterId, mandatory: rule.mandatory };
  const name = literal(rule.name);
  const ids = Lazy.listValue({ produce: () => [...new Set(members().map((vm) => vm.vmId))] });
  // A rule with a machine that is gone cannot be changed (provider issue 1362): it is made anew with the machine.
  const lifecycle = { replaceTriggeredBy: memberIds(scope, request) };
  if (rule.kind !== 'hosts') {
    const Rule =
      rule.kind === 'spread' ? ComputeClusterVmAntiAffinityRule : ComputeClusterVmAffinityRule;
    const main = new Rule(scope, 'Resource', {
      ...common,
      name,
      virtualMachineIds: ids,
      enabled: true,
      lifecycle,
    });
    return made(main, {});
  }
  const vms = new ComputeClusterVmGroup(scope, 'Vms', {
    provider,
    computeClusterId,
    name: `${name} (VMs)`,
    virtualMachineIds: ids,
    lifecycle,
  });
  const hosts = new ComputeClusterHostGroup(scope, 'Hosts', {
    provider,
    computeClusterId,
    name: `${name} (hosts)`,
    hostSystemIds: rule.hosts.map((host) => context.lookups.host(host).id),
  });
  const group = rule.avoid
    ? { antiAffinityHostGroupName: hosts.name }
    : { affinityHostGroupName: hosts.name };
  const main = new ComputeClusterVmHostRule(scope, 'Resource', {
    ...common,
    ...group,
    name,
    vmGroupName: vms.name,
    enabled: true,
  });
  return made(main, { 'VM group': vms, 'host group': hosts });
}

function made(main: TerraformElement, others: Record<string, TerraformElement>): MadeResources {
  return { main, all: { rule: main, ...others } };
}

/** Ids of members that are made in the stack; they change with the machine alone, not with its settings. */
function memberIds(scope: Construct, { members }: PlacementRuleRequest): string[] {
  const stack = TerraformStack.of(scope);
  return Lazy.listValue(
    {
      produce: () =>
        members()
          .map((vm) => vm.node.defaultChild)
          .filter((child): child is TerraformResource =>
            TerraformResource.isTerraformResource(child),
          )
          // Terraform knows no resources of another stack.
          .filter((machine) => TerraformStack.of(machine) === stack)
          .map((machine) => `${addressOf(machine)}.id`),
    },
    { omitEmpty: true },
  );
}
