import { isMet, type AttestationRow } from '../../lib/hardening/attestation';
import { inventoryOutput, vmsOf, type HardenedVm } from '../../lib';
import type { LabInstance } from '../hypervisor';
import type { LabStack } from '../../stacks/lab';
import type { Terraform } from '../terraform';
import { targets, vmsOn } from '../targets';
import { agentOf, attestation, observeGuest } from './attest';
import { checkTraffic, type TrafficCheck } from './traffic';

/** Everything that is known of a deployed lab. */
export interface LabStatus {
  readonly instance: string;
  readonly inventory: unknown;
  readonly attestation: readonly AttestationRow[];
  readonly traffic: readonly TrafficCheck[];
  /** True where every control that was asked for is met, and traffic flows as declared. */
  readonly passed: boolean;
}

/** Looks at every machine of the stack, and into every guest that boots. */
export async function labStatus(
  stack: LabStack,
  instance: LabInstance,
  terraform: Terraform,
): Promise<LabStatus> {
  const all = [];
  for (const target of targets) {
    const vms = vmsOn(target, vmsOf(stack.node.root));
    const machines = await target.observe(instance, vms);
    all.push(
      ...(await Promise.all(
        vms.map(async (vm) =>
          target.boots
            ? lookInside(vm, instance, machines.get(vm))
            : { attestation: attestation(vm, machines.get(vm)), traffic: [] },
        ),
      )),
    );
  }
  const rows = all.flatMap((look) => look.attestation);
  const traffic = all.flatMap((look) => look.traffic);
  return {
    instance: instance.name,
    inventory: await terraform.output(inventoryOutput),
    attestation: rows,
    traffic,
    passed: rows.every(isMet) && traffic.every((check) => check.passed),
  };
}

async function lookInside(
  vm: HardenedVm,
  instance: LabInstance,
  machine: ReadonlyMap<string, string> | undefined,
): Promise<{ attestation: readonly AttestationRow[]; traffic: readonly TrafficCheck[] }> {
  const mayReachStore = vm.model.guest.egress.length > 0;
  return {
    attestation: attestation(vm, machine, await observeGuest(vm, instance)),
    traffic: await checkTraffic(vm.vmName, agentOf(vm, instance), instance, mayReachStore),
  };
}
