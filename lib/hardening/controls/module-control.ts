import type { GuestControl } from '../control';

export interface ModuleControlProps extends Pick<
  GuestControl,
  'id' | 'title' | 'sources' | 'level' | 'concerns'
> {
  readonly modules: readonly string[];
}

/** A control made of kernel modules that must not load; modprobe is asked what it would do, the kernel what it has. */
export function moduleControl({ modules, ...control }: ModuleControlProps): GuestControl {
  return {
    ...control,
    scope: 'guest',
    appliesTo: ['linux'],
    configure: () => ({ deniedModules: modules }),
    observe: () => `kernel_modules ${modules.join(' ')}`,
    expected: () => modules.map((name) => `${name} denied`).join('\n'),
  };
}
