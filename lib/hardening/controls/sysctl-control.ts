import type { GuestControl } from '../control';

export interface SysctlControlProps extends Pick<
  GuestControl,
  'id' | 'title' | 'sources' | 'level' | 'concerns'
> {
  /** Kernel parameters and their values; `*` stands for every network interface. */
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** A control made of kernel parameters; the running kernel is asked for them. */
export function sysctlControl({ parameters, ...control }: SysctlControlProps): GuestControl {
  return {
    ...control,
    scope: 'guest',
    appliesTo: ['linux'],
    configure: () => ({ sysctl: parameters }),
    observe: () =>
      `kernel_parameters ${Object.keys(parameters)
        .map((key) => `'${key}'`)
        .join(' ')}`,
    expected: () =>
      Object.entries(parameters)
        .map(([key, value]) => `${key} = ${String(value)}`)
        .join('\n'),
  };
}
