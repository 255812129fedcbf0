/**
 * Hooks: other systems are told of VMs and changes, each once per event. Input: `hooks.json`, events and a journal. Output:
 * receipts. May import: lib/errors, lib/model.
 */

export { readHooks } from './configuration';
export { deliverEvent, type DeliverOptions, type HookDelivery } from './deliver';
export {
  HookFailure,
  hookEvents,
  hookKinds,
  idempotencyKey,
  messageFor,
  type Hook,
  type HookEvent,
  type HookEventName,
  type HookKind,
  type HookMessage,
  type HookReceipt,
  type HookVm,
} from './hook';
export { hookVmOf } from './facts';
export { Journal, readJournal, type JournalEntry } from './journal';
