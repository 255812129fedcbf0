import type { Control, GuestControl, MachineControl } from 'vm-lifecycle';

/** Set on first boot, and read back by a command in the running guest. */
export const kernelPanic: GuestControl = {
  id: 'acme.guest.kernel-panic',
  title: 'a guest whose kernel has failed restarts within a minute',
  sources: ['ACME security handbook 4.2'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({ sysctl: { 'kernel.panic': 60, 'kernel.panic_on_oops': 1 } }),
  observe: () => 'sysctl kernel.panic kernel.panic_on_oops',
  expected: () => 'kernel.panic = 60\nkernel.panic_on_oops = 1',
};

/** Read back from the hypervisor; no driver of the package knows it, so that the template has to attest it. */
export const clock: MachineControl = {
  id: 'acme.machine.clock-utc',
  title: 'the clock of the machine is UTC, whatever the host has',
  sources: ['ACME security handbook 4.7'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['libvirt'],
  value: 'utc',
  settings: { libvirt: { 'clock/@offset': 'utc' } },
};

/** What ACME asks of every machine, beside the pack. */
export const acmeControls: readonly Control[] = [kernelPanic, clock];
