import type { IConstruct } from 'constructs';

/** Context key by which an app fixes the day that expiry dates are compared with (`YYYY-MM-DD`). */
export const todayContext = 'vm-lifecycle:today';

/** The day that expiry dates are compared with. It decides over errors only, never over what is synthesized. */
export function todayOf(construct: IConstruct): string {
  const given: unknown = construct.node.tryGetContext(todayContext);
  return typeof given === 'string' ? given : new Date().toISOString().slice(0, 10);
}
