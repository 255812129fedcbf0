import { errorCodes } from '../errors';
import { isDate } from './dates';
import { acceptanceFields } from './known-fields';
import { Notes, shown } from './notes';
import { snapshot } from './snapshot';

/** What surrounds a decision: where it stands, when it is judged, and what it has to say. */
export interface AcceptanceContext {
  readonly path: string;
  /** The day on which it is judged, `YYYY-MM-DD`; its own last day still counts. */
  readonly today: string;
  /** Completes "say": `why the VM is made from such a template`. */
  readonly why: string;
}

/** Notes what is wrong with a decision to live with a risk: it says why, and until when (case 40). */
export function checkAcceptance(notes: Notes, given: unknown, context: AcceptanceContext): void {
  const { path, today, why } = context;
  const expected = { is: 'an object with reason and expires', fix: 'write { reason, expires }' };
  const loose = snapshot(given, (value) => notes.isToken(value));
  const acceptance = notes.object(loose, path, acceptanceFields, expected);
  if (acceptance === undefined) return;
  const text = { is: 'a text', fix: `say ${why}` };
  const reason = notes.text(acceptance.reason, `${path}.reason`, text);
  if (acceptance.reason === undefined || reason?.trim() === '') {
    notes.add('VML040', `${path}.reason`, shown(reason), errorCodes.VML040, text.fix);
  }
  const day = { is: 'a text', fix: `give ${today} or a later day` };
  const expires = notes.text(acceptance.expires, `${path}.expires`, day);
  if (acceptance.expires !== undefined && expires === undefined) return;
  if (expires !== undefined && isDate(expires) && expires >= today) return;
  notes.add('VML040', `${path}.expires`, shown(expires), errorCodes.VML040, day.fix);
}
