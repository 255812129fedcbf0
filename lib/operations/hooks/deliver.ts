import { messageFor, type Hook, type HookEvent, type HookReceipt } from './hook';
import type { Journal, JournalEntry } from './journal';

/** What became of one event at one hook. */
export interface HookDelivery {
  readonly hook: string;
  readonly kind: string;
  readonly event: string;
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly confirmed: string;
  /** The receiver's own name for what it did. @default - it gave none */
  readonly reference?: string;
}

export interface DeliverOptions {
  readonly journal: Journal;
  readonly now?: () => Date;
  readonly onProgress?: (message: string) => void;
}

/**
 * Brings an event to every hook that asks for it, one after the other in the order of the configuration, and keeps in the
 * journal what was sent and confirmed. Called again after a crash it goes on: what was confirmed is not sent again; where
 * the answer is unknown the receiver is asked, and where it can't be asked the message is sent again with the same key.
 *
 * One hook that fails does not keep the others from being told.
 *
 * @throws HookFailure, or an AggregateError of several, where a hook has not confirmed
 */
export async function deliverEvent(
  hooks: readonly Hook[],
  event: HookEvent,
  options: DeliverOptions,
): Promise<readonly HookDelivery[]> {
  const deliveries: HookDelivery[] = [];
  const failures: unknown[] = [];
  for (const hook of hooks.filter(({ events }) => events.includes(event.event))) {
    try {
      deliveries.push(await deliverTo(hook, event, options));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'HookFailure') throw error;
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) {
    const text = failures.map((failure) => (failure as Error).message).join('\n');
    throw new AggregateError(failures, text);
  }
  return deliveries;
}

async function deliverTo(
  hook: Hook,
  event: HookEvent,
  { journal, now = () => new Date(), onProgress }: DeliverOptions,
): Promise<HookDelivery> {
  const message = messageFor(hook, event);
  const { key } = message;
  const entry = (state: JournalEntry['state'], data?: object): JournalEntry => ({
    time: now().toISOString(),
    subject: 'hook',
    id: key,
    state,
    data: { hook: hook.name, kind: hook.kind, event: event.event, ...data },
  });
  const before = journal.find('hook', key, 'sent', 'confirmed');
  if (before?.state === 'confirmed') return deliveryOf(before);

  let receipt: HookReceipt | undefined;
  if (before !== undefined) {
    onProgress?.(`${hook.name}: asking whether ${event.event} was received`);
    receipt = await hook.received?.(message);
  } else {
    // First the journal, then the world: a message of which the journal knows nothing was never sent.
    journal.append(entry('sent'));
  }
  if (receipt === undefined) {
    onProgress?.(`${hook.name}: ${event.event}`);
    receipt = await hook.deliver(message);
  }
  const confirmed = entry('confirmed', receipt);
  journal.append(confirmed);
  return deliveryOf(confirmed);
}

function deliveryOf({ id, time, data }: JournalEntry): HookDelivery {
  const { hook, kind, event, reference } = data as Record<string, string | undefined>;
  return {
    hook: hook ?? '',
    kind: kind ?? '',
    event: event ?? '',
    key: id,
    confirmed: time,
    ...(reference === undefined ? {} : { reference }),
  };
}
