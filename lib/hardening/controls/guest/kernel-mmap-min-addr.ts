import { sysctlControl } from '../sysctl-control';

export const kernelMmapMinAddr = sysctlControl({
  id: 'guest.kernel.mmap-min-addr',
  title: 'the lowest pages cannot be mapped',
  sources: ['dev-sec os-hardening vm.mmap_min_addr', 'KSPP vm.mmap_min_addr'],
  level: 'baseline',
  parameters: { 'vm.mmap_min_addr': 65536 },
});
