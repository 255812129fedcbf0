import { sysctlControl } from '../sysctl-control';

export const kernelAslr = sysctlControl({
  id: 'guest.kernel.aslr',
  title: 'address space layout is random',
  sources: [
    'CIS Debian 12 1.5.1',
    'dev-sec os-hardening kernel.randomize_va_space',
    'lynis KRNL-6000',
  ],
  level: 'baseline',
  parameters: { 'kernel.randomize_va_space': 2 },
});
