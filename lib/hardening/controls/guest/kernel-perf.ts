import { sysctlControl } from '../sysctl-control';

export const kernelPerf = sysctlControl({
  id: 'guest.kernel.perf',
  title: 'only root measures with performance events',
  sources: ['KSPP kernel.perf_event_paranoid', 'lynis KRNL-6000'],
  level: 'baseline',
  parameters: { 'kernel.perf_event_paranoid': 3 },
});
