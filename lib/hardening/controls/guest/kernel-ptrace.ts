import { sysctlControl } from '../sysctl-control';

export const kernelPtrace = sysctlControl({
  id: 'guest.kernel.ptrace',
  title: 'only root traces processes',
  sources: ['CIS Debian 12 1.5.2', 'dev-sec os-hardening kernel.yama.ptrace_scope'],
  level: 'baseline',
  parameters: { 'kernel.yama.ptrace_scope': 2 },
});
