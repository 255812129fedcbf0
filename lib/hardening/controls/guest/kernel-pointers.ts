import { sysctlControl } from '../sysctl-control';

export const kernelPointers = sysctlControl({
  id: 'guest.kernel.pointers',
  title: 'kernel addresses and messages are hidden from users',
  sources: [
    'dev-sec os-hardening kernel.kptr_restrict',
    'KSPP kernel.kptr_restrict',
    'KSPP kernel.dmesg_restrict',
  ],
  level: 'baseline',
  parameters: { 'kernel.kptr_restrict': 2, 'kernel.dmesg_restrict': 1 },
});
