import { sysctlControl } from '../sysctl-control';

export const kernelSysrq = sysctlControl({
  id: 'guest.kernel.sysrq',
  title: 'the magic SysRq key is off',
  sources: ['dev-sec os-hardening kernel.sysrq', 'lynis KRNL-6000'],
  level: 'baseline',
  parameters: { 'kernel.sysrq': 0 },
});
