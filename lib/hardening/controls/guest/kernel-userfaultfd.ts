import { sysctlControl } from '../sysctl-control';

export const kernelUserfaultfd = sysctlControl({
  id: 'guest.kernel.userfaultfd',
  title: 'only root handles page faults in user space',
  sources: ['KSPP vm.unprivileged_userfaultfd'],
  level: 'strict',
  parameters: { 'vm.unprivileged_userfaultfd': 0 },
});
