import { errorCodes } from '../../errors';
import { isDate } from '../dates';
import type { Inspection, Rule } from '../inspection';
import { acceptanceFields, waiverFields } from '../known-fields';
import { Notes, shown } from '../notes';
import type { Loose } from '../snapshot';

const ENVIRONMENT_NAME = { is: 'a text', fix: 'give the environment a name', required: true };
const DAY = { is: 'a text', fix: 'give a day, such as "2027-03-31"' };
const OVERRIDE = { is: 'an object with reason and expires', fix: 'write { reason, expires }' };
const WAIVERS = { is: 'a list of waivers', fix: 'write a list, or leave it out' };
const WAIVER = {
  is: 'a waiver',
  fix: 'give an object with control, reason and expires',
  required: true,
};
const WAIVER_TEXT = { is: 'a text', fix: 'give it as a text', required: true };

/** How long a VM lives, and what guards it (case 40, and expiry dates). An expiry day itself still counts. */
export const checkLifecycle: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  notes.word(vm.props.powerState, vm.at('powerState'), ['running', 'stopped']);
  notes.flag(vm.props.autostart, vm.at('autostart'));
  checkEnvironment(notes, vm);
  checkExpiry(notes, vm);
  checkProtection(notes, vm);
  checkPacks(notes, vm);
  checkWaivers(notes, vm);
  return notes.problems;
};

/** Everything that depends on an environment would silently be the weaker kind, if its category were misspelt. */
function checkEnvironment(notes: Notes, { at, context }: Inspection): void {
  notes.text(context.environment.name, at('environment.name'), ENVIRONMENT_NAME);
  const words = ['production', 'staging', 'development', 'lab'];
  notes.word(context.environment.category, at('environment.category'), words, true);
}

function checkExpiry(notes: Notes, { props, at, context }: Inspection): void {
  const isDevelopment = context.environment.category === 'development';
  const expires = readDay(notes, props.expires, at('expires'));
  const isMissing = isDevelopment && props.expires === undefined;
  if (isMissing || (isDevelopment && expires !== undefined && expires < context.today)) {
    const fix = `give ${context.today} or a later day, or retire the VM`;
    notes.add('VML042', at('expires'), shown(props.expires), errorCodes.VML042, fix);
  }
}

function readDay(notes: Notes, value: unknown, path: string): string | undefined {
  const text = notes.text(value, path, DAY);
  if (text === undefined || isDate(text)) return text;
  notes.add('VML042', path, shown(text), 'a date is a day that exists, YYYY-MM-DD', DAY.fix);
  return undefined;
}

function checkProtection(notes: Notes, { props, at, context }: Inspection): void {
  notes.flag(props.protection, at('protection'));
  const path = at('protectionOverride');
  const override = notes.object(props.protectionOverride, path, acceptanceFields, OVERRIDE);
  if (override !== undefined) checkOverride(notes, override, path, context.today);
  const isLifted = context.environment.category === 'production' && props.protection === false;
  if (isLifted && props.protectionOverride === undefined) {
    const fix = 'leave it out, or give protectionOverride with reason and expires';
    notes.add('VML040', at('protection'), 'false', errorCodes.VML040, fix);
  }
}

function checkOverride(notes: Notes, override: Loose, path: string, today: string): void {
  const expected = { is: 'a text', fix: 'say why the VM may be destroyed' };
  const reason = notes.text(override.reason, `${path}.reason`, expected);
  if (override.reason === undefined || reason?.trim() === '') {
    const text = shown(override.reason);
    notes.add('VML040', `${path}.reason`, text, errorCodes.VML040, expected.fix);
  }
  const expires = readDay(notes, override.expires, `${path}.expires`);
  if (override.expires === undefined || (expires !== undefined && expires < today)) {
    const text = shown(override.expires);
    notes.add('VML040', `${path}.expires`, text, errorCodes.VML040, `give ${today} or a later day`);
  }
}

function checkPacks(notes: Notes, { props, at, context }: Inspection): void {
  const packs = ['baseline', 'strict'];
  const fromEnvironment = context.environment.hardeningPack;
  notes.word(fromEnvironment, at('environment.hardeningPack'), packs);
  notes.word(props.hardeningPack, at('hardeningPack'), packs);
}

/** Only the types: what waivers mean, and whether they still hold, is checked with the controls. */
function checkWaivers(notes: Notes, { props, at }: Inspection): void {
  notes.list(props.waivers, at('waivers'), WAIVERS).forEach((value, index) => {
    const path = at(`waivers[${String(index)}]`);
    const waiver = notes.object(value, path, waiverFields, WAIVER);
    if (waiver === undefined) return;
    for (const field of Object.keys(waiverFields)) {
      // A waiver without reason or date is for hardening to refuse (VML040), with the control's own words.
      const expected = field === 'control' ? WAIVER_TEXT : { ...WAIVER_TEXT, required: false };
      notes.text(waiver[field], `${path}.${field}`, expected);
    }
  });
}
