import type { GuestControl } from '../../control';

export const kernelLockdown: GuestControl = {
  id: 'guest.kernel.lockdown',
  title: 'root does not change the running kernel',
  sources: ['Linux kernel_lockdown(7)', 'Debian SecureBoot: kernel lockdown'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  concerns: (vm) => vm.firmware === 'uefi' && vm.secureBoot,
  // Debian's kernel turns it on by itself where the firmware started it with Secure Boot.
  configure: () => ({}),
  observe: () => `sed -n 's/.*\\[\\(.*\\)\\].*/\\1/p' /sys/kernel/security/lockdown`,
  expected: () => 'integrity',
};
