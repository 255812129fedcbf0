import { sysctlControl } from '../sysctl-control';

export const kernelBpf = sysctlControl({
  id: 'guest.kernel.bpf',
  title: 'only root loads BPF programs, and compiled ones are hardened',
  sources: [
    'KSPP kernel.unprivileged_bpf_disabled',
    'KSPP net.core.bpf_jit_harden',
    'lynis KRNL-6000',
  ],
  level: 'baseline',
  parameters: { 'kernel.unprivileged_bpf_disabled': 1, 'net.core.bpf_jit_harden': 2 },
});
