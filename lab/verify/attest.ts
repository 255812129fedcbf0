/** Compares what was asked for with what runs. Input: VMs of the stack. Output: attestation rows and traffic checks. */

import { setTimeout as sleep } from 'node:timers/promises';
import { GuestAgent } from '../../lib/drivers/libvirt/guest-agent';
import { GuestAgentError } from '../../lib/drivers/libvirt/guest-agent-errors';
import { expectationsOf } from '../../lib/constructs/attestation-data';
import type { HardenedVm } from '../../lib';
import { attest, type AttestationRow } from '../../lib/hardening/attestation';
import { observationScript, parseObservations } from '../../lib/hardening/observation';
import type { LabInstance } from '../hypervisor';
import { libvirtTarget } from '../targets/libvirt';

export function agentOf(vm: Pick<HardenedVm, 'vmName'>, instance: LabInstance): GuestAgent {
  return new GuestAgent({ uri: instance.uri, domain: vm.vmName });
}

/** Where cloud-init writes its result once it has finished its work of this boot. */
const cloudInitResult = '/run/cloud-init/result.json';

/** Waits until the guest answers and cloud-init has finished its work of this boot. */
export async function waitForGuest(
  vm: Pick<HardenedVm, 'vmName'>,
  instance: LabInstance,
  onWait: (message: string) => void,
  timeoutSeconds = 1200,
): Promise<void> {
  const agent = agentOf(vm, instance);
  const began = Date.now();
  const elapsed = (): number => Math.round((Date.now() - began) / 1000);
  await agent.waitUntilReady({
    timeoutSeconds,
    onWait: () => {
      onWait(`${vm.vmName}: waiting for the guest agent, ${String(elapsed())} s`);
    },
  });
  for (let rounds = 0; elapsed() < timeoutSeconds; rounds += 1) {
    if (rounds % 3 === 0) onWait(`${vm.vmName}: configuring itself, ${String(elapsed())} s`);
    // Reading a file costs an emulated guest next to nothing; "cloud-init status" costs it seconds.
    const result = await agent.readFile(cloudInitResult).catch((error: unknown) => {
      if (error instanceof GuestAgentError) return undefined;
      throw error;
    });
    if (result !== undefined) {
      const { v1 } = JSON.parse(result) as { v1: { errors: string[] } };
      if (v1.errors.length === 0) return;
      throw new Error(`${vm.vmName}: cloud-init reports ${v1.errors.join('; ')}`);
    }
    await sleep(3000);
  }
  throw new Error(`${vm.vmName}: not configured after ${String(timeoutSeconds)} s`);
}

/** What is observed of every control inside a guest. */
export async function observeGuest(
  vm: HardenedVm,
  instance: LabInstance,
): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await agentOf(vm, instance).execute(['/bin/sh', '-s'], {
    input: observationScript(vm.model, vm.hardening),
    timeoutSeconds: 180,
  });
  return parseObservations(stdout);
}

/** Reads every control of a guest that boots back: machine controls from the live domain, guest controls inside it. */
export async function attestVm(
  vm: HardenedVm,
  instance: LabInstance,
): Promise<readonly AttestationRow[]> {
  const machine = await libvirtTarget.observe(instance, [vm]);
  return attestation(vm, machine.get(vm), await observeGuest(vm, instance));
}

/** The rows of one VM from what was observed; the rest comes with its template. */
export function attestation(
  vm: HardenedVm,
  machine?: ReadonlyMap<string, string>,
  guest?: ReadonlyMap<string, string>,
): readonly AttestationRow[] {
  return attest({ vm: vm.vmName, controls: expectationsOf(vm), guest, machine });
}
