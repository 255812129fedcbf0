import { sysctlControl } from '../sysctl-control';

export const kernelTty = sysctlControl({
  id: 'guest.kernel.tty',
  title: 'opening a terminal loads no line discipline module',
  sources: ['KSPP dev.tty.ldisc_autoload', 'lynis KRNL-6000'],
  level: 'baseline',
  parameters: { 'dev.tty.ldisc_autoload': 0 },
});
