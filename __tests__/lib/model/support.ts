import { formatProblem } from '../../../lib/errors';
import { defineVm, type VmContext, type VmDefinition } from '../../../lib/model/define-vm';
import { Size } from '../../../lib/model/size';
import type { VmProps } from '../../../lib/model/vm-props';

export const ed25519 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIElqNznBSKslANWG2bJ0PNsX15XiG82wRgiOs9wb+L++ ops@example';

/** Stands in for the framework's own test: strings, numbers and lists as cdktf encodes them. */
export function isToken(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${TfToken[');
  if (typeof value === 'number') return value < -1e280;
  if (Array.isArray(value)) {
    return value.length === 1 && typeof value[0] === 'string' && value[0].startsWith('#{TfToken[');
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { resolve?: unknown }).resolve === 'function'
  );
}

export const textToken = '${TfToken[TOKEN.0]}';
export const numberToken = -1.8881545897087626e289;
export const listToken = ['#{TfToken[TOKEN.1]}'];

/** What a test changes of a valid VM; each part is merged into its place. */
export interface Given {
  readonly props?: Record<string, unknown>;
  readonly guest?: Record<string, unknown>;
  /** The first network interface. */
  readonly nic?: Record<string, unknown>;
  /** The first data disk. */
  readonly disk?: Record<string, unknown>;
  readonly environment?: Record<string, unknown>;
  readonly context?: Partial<VmContext>;
}

export const validProps = {
  name: 'web-1',
  purpose: 'web server of the shop',
  cpuCount: 2,
  memory: Size.gibibytes(4),
  networks: [{ network: 'frontend' }],
  guest: { sshAuthorizedKeys: [ed25519] },
} satisfies VmProps;

export const environment = {
  name: 'lab',
  category: 'lab',
  owner: 'team-shop',
  networks: {
    frontend: { networkName: 'frontend', cidr: '10.0.0.0/24', gateway: '10.0.0.1' },
    open: { networkName: 'open' },
    six: { networkName: 'six', cidr: '2001:db8::/64', gateway: 'fe80::1' },
    live: { networkName: 'live', category: 'production' },
  },
};

export function propsOf({ props, guest, nic, disk }: Given): VmProps {
  return {
    ...validProps,
    ...(nic && { networks: [{ ...validProps.networks[0], ...nic }] }),
    ...(disk && { dataDisks: [{ name: 'data', size: Size.gibibytes(10), ...disk }] }),
    guest: { ...validProps.guest, ...guest },
    ...props,
  } as VmProps;
}

export function contextOf(given: Given): VmContext {
  return {
    path: 'lab/web-1',
    today: '2026-11-21',
    isToken,
    environment: { ...environment, ...given.environment } as VmContext['environment'],
    ...given.context,
  };
}

export function define(given: Given): VmDefinition {
  return defineVm(propsOf(given), contextOf(given));
}

/** The lines that people read. */
export function textsOf(given: Given): string[] {
  return define(given).problems.map(formatProblem);
}

/** A title, what is wrong, what is said of it, and the nearest valid input. */
export type Case = readonly [title: string, given: Given, texts: readonly string[], twin: Given];
