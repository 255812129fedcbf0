/** Compares what was asked for with what runs. Input: VMs of the stack. Output: attestation rows and traffic checks. */

import { observeMachine } from '../../lib/drivers/libvirt/observe-machine';
import { GuestAgent } from '../../lib/drivers/libvirt/guest-agent';
import type { HardenedVm } from '../../lib';
import { attest, type AttestationRow } from '../../lib/hardening/attestation';
import { observationScript, parseObservations } from '../../lib/hardening/observation';
import type { LabInstance } from '../hypervisor';
import { run } from '../support/run';

export function agentOf(vm: HardenedVm, instance: LabInstance): GuestAgent {
  return new GuestAgent({ uri: instance.uri, domain: vm.vmName });
}

/** Waits until the guest answers and cloud-init has finished its work of this boot. */
export async function waitForGuest(
  vm: HardenedVm,
  instance: LabInstance,
  onWait: (message: string) => void,
  timeoutSeconds = 420,
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
  onWait(`${vm.vmName}: configuring itself, ${String(elapsed())} s`);
  const left = Math.max(30, timeoutSeconds - elapsed());
  const finished = await agent.execute(['cloud-init', 'status', '--wait', '--long'], {
    timeoutSeconds: left,
  });
  if (finished.exitCode !== 0) {
    throw new Error(
      `${vm.vmName}: cloud-init reports a failure\n${finished.stdout}${finished.stderr}`,
    );
  }
}

/** Reads every control back: machine controls from the live domain, guest controls inside the guest. */
export async function attestVm(
  vm: HardenedVm,
  instance: LabInstance,
): Promise<readonly AttestationRow[]> {
  const { stdout: xml } = await run('virsh', ['--connect', instance.uri, 'dumpxml', vm.vmName], {
    timeoutMs: 30_000,
  });
  const script = observationScript(vm.model, vm.hardening);
  const observed = await agentOf(vm, instance).execute(['/bin/sh', '-s'], {
    input: script,
    timeoutSeconds: 180,
  });
  return attest({
    vm: vm.model,
    plan: vm.hardening,
    guest: parseObservations(observed.stdout),
    machine: observeMachine(
      xml,
      vm.hardening.controls.map((row) => row.control),
    ),
    inherited: new Map(
      (vm.template.attestedControls ?? []).map((id) => [id, vm.template.templateName]),
    ),
  });
}
