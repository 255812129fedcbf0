import { passes, type AttestationRow } from '../../lib/hardening/attestation';
import { inventoryOutput } from '../../lib';
import type { LabInstance } from '../hypervisor';
import type { LabStack } from '../../stacks/lab';
import type { Terraform } from '../terraform';
import { agentOf, attestVm } from './attest';
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

/** A waived control is no finding: somebody decided so, with a reason and until a day. */
export function isMet(row: AttestationRow): boolean {
  return passes(row) || row.state === 'waived';
}

/** Looks into every guest of the stack. */
export async function labStatus(
  stack: LabStack,
  instance: LabInstance,
  terraform: Terraform,
): Promise<LabStatus> {
  const vms = [stack.web, stack.database];
  const looks = await Promise.all(
    vms.map(async (vm) => {
      const mayReachStore = vm.model.guest.egress.length > 0;
      return {
        attestation: await attestVm(vm, instance),
        traffic: await checkTraffic(vm.vmName, agentOf(vm, instance), instance, mayReachStore),
      };
    }),
  );
  const attestation = looks.flatMap((look) => look.attestation);
  const traffic = looks.flatMap((look) => look.traffic);
  return {
    instance: instance.name,
    inventory: await terraform.output(inventoryOutput),
    attestation,
    traffic,
    passed: attestation.every(isMet) && traffic.every((check) => check.passed),
  };
}
