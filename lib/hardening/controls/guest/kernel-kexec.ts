import { sysctlControl } from '../sysctl-control';

/** Stays on until the next boot; a crash kernel (kdump) needs a waiver. */
export const kernelKexec = sysctlControl({
  id: 'guest.kernel.kexec',
  title: 'no other kernel is loaded at run time',
  sources: ['dev-sec os-hardening kernel.kexec_load_disabled', 'KSPP kernel.kexec_load_disabled'],
  level: 'baseline',
  parameters: { 'kernel.kexec_load_disabled': 1 },
});
