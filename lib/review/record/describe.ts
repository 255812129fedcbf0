/** Words for what differs. Only what records print is shown. */

import { got } from '../../errors';
import type { RecordedChange, RecordedValue } from './plan-record';

/** At most so many values are shown of one change; the record has them all. */
const shownValues = 6;

/** `update in place: memory 512 -> 1024`. */
export function describeChange(change: RecordedChange): string {
  const { actions, actionReason, values = [], identity = [] } = change;
  const what = actions.join(', then ');
  const why = actionReason === undefined ? '' : ` (${actionReason})`;
  const shown = values.length > 0 ? values.map(describeValue) : identity.map(describeIdentity);
  const more = shown.length - shownValues;
  const all = more > 0 ? [...shown.slice(0, shownValues), `${String(more)} more`] : shown;
  return `${what}${why}${all.length === 0 ? '' : `: ${all.join(', ')}`}`;
}

/** `memory 512 -> 1024`. */
export function describeValue(value: RecordedValue): string {
  const { path, before, after, unknown, hidden } = value;
  if (hidden !== undefined) return `${path} ${hidden}`;
  return `${path} ${describeSide(before)} -> ${unknown === true ? 'known after apply' : describeSide(after)}`;
}

/** `uuid "u-1"`. */
export function describeIdentity({ path, before, hidden }: RecordedValue): string {
  return `${path} ${hidden ?? describeSide(before)}`;
}

export function describeSide(value: unknown): string {
  return value === null ? 'nothing' : got(value);
}
