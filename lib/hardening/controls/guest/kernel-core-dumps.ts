import type { GuestControl } from '../../control';

export const kernelCoreDumps: GuestControl = {
  id: 'guest.kernel.core-dumps',
  title: 'no process leaves a core dump',
  sources: ['CIS Debian 12 1.5.3', 'dev-sec os-hardening fs.suid_dumpable', 'lynis KRNL-5820'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    sysctl: { 'fs.suid_dumpable': 0, 'kernel.core_uses_pid': 1 },
    files: [
      {
        path: '/etc/security/limits.d/60-vm-lifecycle-core.conf',
        content: '* hard core 0\n* soft core 0\nroot hard core 0\nroot soft core 0\n',
      },
    ],
  }),
  // A session by way of PAM has the limits; the shell that observes has none.
  observe: () =>
    `kernel_parameters fs.suid_dumpable kernel.core_uses_pid; echo "core limit $(runuser -u nobody -- sh -c 'ulimit -H -c')"`,
  expected: () => 'fs.suid_dumpable = 0\nkernel.core_uses_pid = 1\ncore limit 0',
};
