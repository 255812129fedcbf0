/**
 * Which templates VMs may be made from.
 *
 * Input: templates with their generations, as plain data. Output: the generation for a VM, and everything that is wrong.
 */

import { errorCodes, throwIfAny, type Problem } from '../errors';
import { checkAcceptance } from './acceptance';
import { addDays, isDate } from './dates';
import { generationName, isTemplateWord, TEMPLATE_WORD } from './define-template';
import type { FieldsOf } from './known-fields';
import { alternatives, byPath, member, Notes, shown, type Expectation } from './notes';
import { isLoose, snapshot, type Loose } from './snapshot';
import { nearest } from './suggest';
import type { Size } from './size';
import type {
  Acceptance,
  EnvironmentCategory,
  HardeningPackName,
  OperatingSystem,
} from './vm-props';

/** What stands behind a template: who certified it, and until when it may be used. */
export interface TemplateCertification {
  /** Day on which it was certified, `YYYY-MM-DD`. @default - it is not certified */
  readonly certified?: string;
  /** Last day on which VMs may be made from it, `YYYY-MM-DD`. */
  readonly sunset: string;
  /** What it holds. @default 'linux' */
  readonly operatingSystem?: OperatingSystem;
}

/** Where a hypervisor has a template, or gets it from. Exactly one of these is given. */
export interface TemplateSource {
  /** Path or URL of a qcow2 image. */
  readonly image?: string;
  /** Name on the hypervisor, or path of a volume. Token. */
  readonly existingName?: string;
  /** VM id on Proxmox, UUID on vSphere. Token. */
  readonly vmId?: string;
  /** Item of a content library. Tokens. */
  readonly contentLibraryItem?: { readonly library: string; readonly item: string };
}

/** One build of a template. */
export interface CatalogGeneration extends Omit<TemplateCertification, 'operatingSystem'> {
  /** Where each hypervisor has it, by the name of the hypervisor: `libvirt`, `proxmox`, `vsphere`. */
  readonly sources: Readonly<Record<string, TemplateSource>>;
  /** Size of its system disk in whole GiB. @default - known to the hypervisor only, checked at plan */
  readonly systemDiskSize?: Size;
  /** Controls that it brings along: their ids, or a pack for all guest controls of it. @default - none */
  readonly attestedControls?: readonly string[] | HardeningPackName;
}

/** A template in all its generations. */
export interface CatalogTemplate {
  /** What it holds. @default 'linux' */
  readonly operatingSystem?: OperatingSystem;
  /** Generations by their names, such as `20261101`. */
  readonly generations: Readonly<Record<string, CatalogGeneration>>;
}

/** Templates by their names, such as `debian-12`. */
export type CatalogTemplates = Readonly<Record<string, CatalogTemplate>>;

/** A generation that was chosen from a catalog. */
export interface CatalogChoice {
  readonly generation: string;
  /** The certified generations up to it, the oldest first, and itself at the end: VMs may still be clones of them. */
  readonly upTo: readonly string[];
}

/** Before this many days a template's sunset date is announced. */
const SUNSET_WARNING_DAYS = 30;

const templateFields: FieldsOf<CatalogTemplate> = { operatingSystem: true, generations: true };
const generationFields: FieldsOf<CatalogGeneration> = {
  certified: true,
  sunset: true,
  sources: true,
  systemDiskSize: true,
  attestedControls: true,
};
const sourceFields: FieldsOf<TemplateSource> = {
  image: true,
  existingName: true,
  vmId: true,
  contentLibraryItem: true,
};
const certificationFields: FieldsOf<TemplateCertification> = {
  certified: true,
  sunset: true,
  operatingSystem: true,
};
const itemFields = { library: true, item: true } as const;

const MAP = { required: true, is: 'an object by names', fix: "write { 'debian-12': { ... } }" };
const OBJECT = { required: true, is: 'an object', fix: 'give an object with its fields' };
const DAY: Expectation = { is: 'a text', fix: 'give a day, such as "2027-03-31"' };

/**
 * Templates as plain data that several stacks can share, checked.
 *
 * @throws VmLifecycleError with everything that is wrong
 */
export function defineCatalog(templates: CatalogTemplates): CatalogTemplates {
  throwIfAny(checkCatalog(templates, 'catalog'));
  return Object.freeze({ ...templates });
}

/** What is wrong with a catalog. Never throws, whatever the types. */
export function checkCatalog(
  templates: unknown,
  path: string,
  isToken: (value: unknown) => boolean = () => false,
): readonly Problem[] {
  const notes = new Notes(isToken);
  for (const [name, template, at] of entries(notes, snapshot(templates, isToken), path)) {
    checkWord(notes, name, at);
    const fields = notes.object(template, at, templateFields, OBJECT);
    if (fields === undefined) continue;
    notes.word(fields.operatingSystem, `${at}.operatingSystem`, ['linux', 'windows']);
    for (const [build, value, where] of entries(notes, fields.generations, `${at}.generations`)) {
      checkWord(notes, build, where);
      const generation = notes.object(value, where, generationFields, OBJECT);
      if (generation !== undefined) checkGeneration(notes, generation, where);
    }
  }
  return [...notes.problems].sort(byPath);
}

/** What is wrong with the certification of a template that is in no catalog. */
export function checkCertificationDates(
  certification: unknown,
  path: string,
  isToken: (value: unknown) => boolean = () => false,
): readonly Problem[] {
  if (certification === undefined) return [];
  const notes = new Notes(isToken);
  const fields = notes.object(snapshot(certification, isToken), path, certificationFields, OBJECT);
  if (fields !== undefined) {
    notes.word(fields.operatingSystem, `${path}.operatingSystem`, ['linux', 'windows']);
    checkDays(notes, fields, path);
  }
  return notes.problems;
}

function* entries(
  notes: Notes,
  value: unknown,
  path: string,
): Generator<[name: string, value: unknown, path: string]> {
  const all = notes.read(value, path, MAP, isLoose) ?? {};
  for (const [name, entry] of Object.entries(all)) {
    // The path of such an entry would print the key.
    if (!notes.holdsSecret(name, path)) yield [name, entry, member(path, name)];
  }
}

function checkWord(notes: Notes, word: string, path: string): void {
  if (isTemplateWord(word)) return;
  notes.add('VML055', path, shown(word), TEMPLATE_WORD, 'write it as in debian-12 or 20261101');
}

function checkGeneration(notes: Notes, generation: Loose, path: string): void {
  checkDays(notes, generation, path);
  for (const [, source, at] of entries(notes, generation.sources, `${path}.sources`)) {
    const fields = notes.object(source, at, sourceFields, OBJECT);
    if (fields !== undefined) checkSource(notes, fields, at);
  }
}

function checkDays(notes: Notes, { certified, sunset }: Loose, path: string): void {
  const from = checkDay(notes, certified, `${path}.certified`, DAY);
  const to = checkDay(notes, sunset, `${path}.sunset`, { ...DAY, required: true });
  if (from === undefined || to === undefined || from <= to) return;
  const rule = 'a template is certified before its sunset date';
  notes.add('VML060', `${path}.sunset`, shown(to), rule, `give ${from} or a later day`);
}

function checkDay(
  notes: Notes,
  value: unknown,
  path: string,
  expected: Expectation,
): string | undefined {
  const text = notes.text(value, path, expected);
  if (text === undefined || isDate(text)) return text;
  notes.add('VML042', path, shown(text), 'a date is a day that exists, YYYY-MM-DD', DAY.fix);
  return undefined;
}

function checkSource(notes: Notes, source: Loose, path: string): void {
  const known = Object.keys(sourceFields);
  const given = known.filter((field) => source[field] !== undefined);
  if (given.length !== 1) {
    const rule = `a source is exactly one of ${known.join(', ')}`;
    const what = given.length === 0 ? 'none' : given.join(' and ');
    notes.add('VML048', path, what, rule, 'give one of them');
  }
  const text = { is: 'a text', fix: 'give a text', token: true, required: true };
  for (const field of given) {
    if (field !== 'contentLibraryItem') {
      notes.text(source[field], `${path}.${field}`, text);
      continue;
    }
    const at = `${path}.${field}`;
    const item = notes.object(source[field], at, itemFields, OBJECT);
    for (const part of item === undefined ? [] : Object.keys(itemFields)) {
      notes.text(item?.[part], `${at}.${part}`, text);
    }
  }
}

/** The generations of a template, the oldest certification first and those without one at the end. */
function byAge({
  generations,
}: CatalogTemplate): readonly (readonly [string, CatalogGeneration])[] {
  const age = ([name, { certified }]: readonly [string, CatalogGeneration]): string =>
    `${certified ?? '~'} ${name}`;
  return Object.entries(generations).sort((a, b) => (age(a) < age(b) ? -1 : 1));
}

/** The newest generation that is certified and not past its sunset date, or the one that is asked for. */
export function chooseGeneration(
  templates: CatalogTemplates,
  name: string,
  { path, today, pinned }: { path: string; today: string; pinned?: string },
): CatalogChoice {
  const notes = new Notes(() => false);
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  const all = template === undefined ? [] : byAge(template);
  const generation =
    pinned ??
    all.filter(([, { certified, sunset }]) => inUse(certified, sunset, today)).at(-1)?.[0];
  if (template === undefined) {
    notUnder(notes, path, name, Object.keys(templates), 'a template of the catalog');
  } else if (generation === undefined) {
    const fix = 'certify a new generation, or pin one and give the VM a templateOverride';
    notes.add('VML060', path, shown(name), `${errorCodes.VML060}, and none of this one is`, fix);
  } else if (!Object.hasOwn(template.generations, generation)) {
    const names = all.map(([build]) => build);
    notUnder(notes, `${path}.generation`, generation, names, `a generation of ${name}`);
  }
  throwIfAny(notes.problems);
  const chosen = String(generation);
  // By certification alone: what exists must not depend on the day.
  const newest = pinned ?? all.filter(([, { certified }]) => certified !== undefined).at(-1)?.[0];
  const names = all.map(([build]) => build);
  const bound = Math.max(names.indexOf(chosen), names.indexOf(String(newest)));
  const upTo = all
    .filter(
      ([build, { certified }], i) => build === chosen || (i <= bound && certified !== undefined),
    )
    .map(([build]) => build);
  return { generation: chosen, upTo };
}

function inUse(certified: string | undefined, sunset: string, today: string): boolean {
  return certified !== undefined && certified <= today && today <= sunset;
}

function notUnder(
  notes: Notes,
  path: string,
  given: string,
  known: readonly string[],
  is: string,
): void {
  const meant = nearest(given, known);
  const choice = known.length === 0 ? 'there is none' : `there is ${alternatives(known)}`;
  const fix = meant === undefined ? choice : `did you mean "${meant}"?`;
  notes.add('VML060', path, shown(given), `it is ${is}`, fix);
}

/** A VM's template, and what decides whether it may be used. */
export interface CertificationContext {
  /** Construct path of the VM. */
  readonly path: string;
  readonly today: string;
  readonly category: EnvironmentCategory;
  readonly operatingSystem: OperatingSystem;
  /** True where a catalog is in reach: a production VM then takes its template from it. */
  readonly catalogInReach: boolean;
  readonly override?: Acceptance;
  readonly isToken?: (value: unknown) => boolean;
}

/**
 * Whether a VM may be made from a template (VML060): never after its sunset date, in production only once it is
 * certified. A decision with reason and expiry overrides that. `warning` announces a sunset date.
 */
export function checkTemplateOfVm(
  template: {
    readonly templateName: string;
    readonly generation: string;
    readonly certification?: TemplateCertification;
  },
  context: CertificationContext,
): { readonly problems: readonly Problem[]; readonly warning?: string } {
  const { path, today, category, override, isToken = () => false } = context;
  const { certification } = template;
  const notes = new Notes(isToken);
  checkAcceptance(notes, override, {
    path: `${path}.templateOverride`,
    today,
    why: 'why the VM is made from such a template',
  });
  const { operatingSystem = 'linux' } = certification ?? {};
  if (certification !== undefined && operatingSystem !== context.operatingSystem) {
    const rule = `the template holds ${operatingSystem}`;
    const fix = 'use a template with the operating system of the VM';
    notes.add('VML048', `${path}.guest.operatingSystem`, shown(context.operatingSystem), rule, fix);
  }
  const name = generationName(template);
  const refuse = (rule: string): void => {
    if (override !== undefined) return;
    const fix = 'use a certified generation, or give templateOverride with reason and expires';
    notes.add('VML060', `${path}.template`, shown(name), rule, fix);
  };
  if (certification === undefined) {
    if (category === 'production' && context.catalogInReach) {
      refuse(`${errorCodes.VML060}; this one is of no catalog`);
    }
    return { problems: notes.problems };
  }
  const { certified, sunset } = certification;
  if (sunset < today) {
    refuse(`${errorCodes.VML060}, which was ${sunset}`);
  } else if (category === 'production' && !inUse(certified, sunset, today)) {
    refuse(
      certified === undefined
        ? `${errorCodes.VML060}; this one is not certified`
        : `${errorCodes.VML060}; this one is certified from ${certified}`,
    );
  }
  const near = sunset >= today && sunset <= addDays(today, SUNSET_WARNING_DAYS);
  const warning = `the sunset date of template ${name} is ${sunset}; roll out a newer generation`;
  return { problems: notes.problems, ...(near ? { warning } : {}) };
}
