/**
 * Hooks: what other systems are told when a VM is provisioned or retired, and when a change is opened or completed.
 *
 * Input: `hooks.json`, an event, and a journal. Output: receipts. May import: lib/errors, and the readers and texts of
 * lib/model. Documented in docs/hooks.md.
 */

import { createHash } from 'node:crypto';

/** Kinds are labels: they say what a hook is for, and change nothing. */
export const hookKinds = [
  'dns',
  'directory',
  'ssh-ca',
  'monitoring',
  'backup',
  'ipam',
  'cmdb',
  'licences',
  'load-balancer',
  'ticket',
] as const;

/** What a hook is for: a label of `hooks.json`. */
export type HookKind = (typeof hookKinds)[number];

/**
 * `enrol`: a VM was provisioned. `revoke`: it is retired. `opened`: a change was planned, and wants a ticket. `completed`:
 * that change was applied.
 */
export const hookEvents = ['enrol', 'revoke', 'opened', 'completed'] as const;

/** One of the events that hooks are told of. */
export type HookEventName = (typeof hookEvents)[number];

/** What a receiver is told of a VM: its row of the inventory output, and nothing secret. */
export interface HookVm {
  readonly name: string;
  readonly uuid: string;
  readonly hypervisor?: string;
  /** Id on the hypervisor. */
  readonly id?: string;
  readonly hostname?: string;
  readonly environment?: string;
  readonly category?: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly expires?: string;
  /** Addresses by interface; `dhcp` where the network assigns it. */
  readonly interfaces?: Readonly<
    Record<string, { readonly network?: string; readonly mac?: string; readonly address?: string }>
  >;
  readonly tags?: Readonly<Record<string, string>>;
}

/** One event, before it is addressed to a hook. */
export interface HookEvent {
  readonly event: HookEventName;
  readonly stack: string;
  /** @default - the event is about a change, and no single VM */
  readonly vm?: HookVm;
  /**
   * What makes this event another one than the last of its kind: the key of a retirement, the digest of a plan record, the
   * number of an apply. The same record gives the same idempotency key.
   */
  readonly record: string;
  /** Of `revoke`: access goes at `retire`; what was reserved during the quarantine goes at `destroy`. */
  readonly phase?: 'retire' | 'destroy';
  /** Change reference, where there is one already. */
  readonly reference?: string;
  /** One line for people. */
  readonly summary?: string;
}

/** What a receiver gets: the documented payload. */
export interface HookMessage extends HookEvent {
  readonly version: 1;
  /** Idempotency key: a receiver acts once for each. */
  readonly key: string;
  readonly hook: { readonly name: string; readonly kind: HookKind };
}

/** What a receiver said. Nothing else of its answer is kept. */
export interface HookReceipt {
  /** Its own name for what it did: the number of a ticket, the id of a job. @default - it gave none */
  readonly reference?: string;
}

/** One receiver. */
export interface Hook {
  readonly name: string;
  readonly kind: HookKind;
  readonly events: readonly HookEventName[];
  /** Where it goes, for people; nothing secret. */
  readonly target: string;
  /** @throws HookFailure where it is not certain that the receiver has acted */
  deliver(message: HookMessage): Promise<HookReceipt>;
  /**
   * Asks whether a message was received, by its key. Left out where the receiver can't be asked: then a message whose
   * answer was lost is sent again, with the same key.
   */
  received?(message: HookMessage): Promise<HookReceipt | undefined>;
}

/** A receiver did not confirm. The journal says that it is to be asked again. */
export class HookFailure extends Error {
  constructor(
    readonly hook: string,
    what: string,
  ) {
    super(`hook ${hook}: ${what}; see to the receiver, then run the same command again`);
    this.name = 'HookFailure';
  }
}

/** The message for one hook, with its key. */
export function messageFor(hook: Pick<Hook, 'name' | 'kind'>, event: HookEvent): HookMessage {
  const { name, kind } = hook;
  return { version: 1, key: idempotencyKey(name, event), hook: { name, kind }, ...event };
}

/** 32 hexadecimal digits, of the hook, event, phase, stack, VM and record. Changed facts of a VM do not change it. */
export function idempotencyKey(
  hook: string,
  { event, phase, stack, vm, record }: HookEvent,
): string {
  const parts = [hook, event, phase ?? '', stack, vm?.name ?? '', vm?.uuid ?? '', record];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The reference in an answer, where it has one that can be printed. */
export function receiptOf(answer: string): HookReceipt {
  try {
    const { reference } = (JSON.parse(answer) ?? {}) as { reference?: unknown };
    const text = typeof reference === 'number' ? String(reference) : reference;
    return typeof text === 'string' && /^[\x21-\x7e]{1,128}$/.test(text) ? { reference: text } : {};
  } catch {
    return {};
  }
}
