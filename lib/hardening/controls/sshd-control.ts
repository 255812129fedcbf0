import type { GuestControl } from '../control';
import type { VirtualMachine } from '../../model/virtual-machine';
import { shellQuote } from '../shell';

type SshdOptions = Readonly<Record<string, string | number>>;

export interface SshdControlProps extends Pick<
  GuestControl,
  'id' | 'title' | 'sources' | 'level' | 'concerns'
> {
  readonly options: SshdOptions | ((vm: VirtualMachine) => SshdOptions);
}

/** A control made of sshd options; sshd itself is asked what holds for root and for the management account. */
export function sshdControl({ options, ...control }: SshdControlProps): GuestControl {
  const optionsOf = (vm: VirtualMachine): SshdOptions =>
    typeof options === 'function' ? options(vm) : options;
  return {
    ...control,
    scope: 'guest',
    appliesTo: ['linux'],
    configure: (vm) => ({ sshd: optionsOf(vm), services: ['ssh.service'] }),
    observe: (vm) =>
      `sshd_options ${Object.keys(optionsOf(vm))
        .map((key) => shellQuote(key.toLowerCase()))
        .join(' ')}`,
    expected: (vm) =>
      Object.entries(optionsOf(vm))
        .map(([key, value]) => `${key.toLowerCase()} ${String(value)}`)
        .join('\n'),
  };
}
