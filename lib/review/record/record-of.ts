import { VmLifecycleError } from '../../errors';
import { impactOf } from '../impact';
import type { PlannedResource, TerraformPlan } from '../terraform-plan';
import { byCodeUnit, isObject } from '../../model/json';
import { CanonicalText, canonicalJson, digestOf, without } from './canonical-json';
import { lockDigest, minorVersion, synthDigest } from './checks';
import { decisiveDrift } from './drift';
import {
  recordFormat,
  type PlanRecord,
  type RecordContext,
  type RecordedChange,
} from './plan-record';
import { lineageDigest } from './record-key';
import { defined, valuesOf, type ResourceValues } from './values';

/**
 * The record of a plan.
 *
 * @throws VmLifecycleError VML066 for a plan that is errored or incomplete: what it leaves out cannot be reviewed
 */
export function recordOf(plan: TerraformPlan, context: RecordContext): PlanRecord {
  mustBeWhole(plan, context.stack);
  const entries = (plan.resource_changes ?? [])
    .flatMap((resource) => changeOf(resource, context) ?? [])
    .sort(
      ({ change: a }, { change: b }) =>
        byCodeUnit(a.address, b.address) || byCodeUnit(a.deposed ?? '', b.deposed ?? ''),
    );
  const changes = entries.map(({ change }) => change);
  const { key } = context;
  const digested = {
    format: recordFormat,
    stack: context.stack,
    engine: { name: context.engine, version: minorVersion(plan.terraform_version ?? 'unknown') },
    state: context.lineage === undefined ? null : lineageDigest(context.lineage),
    lock: context.lock === undefined ? null : lockDigest(context.lock),
    synth: context.synth ?? synthDigest(context.synthesized),
    key: defined({ source: key.source, id: key.id }),
    changes,
  } as const;
  const touched = new Set(changes.map(({ address }) => address));
  return {
    ...digested,
    drift: decisiveDrift(touched, plan.resource_drift, context),
    digest: digestOf({ ...digested, changes: entries.map(({ text }) => text) }),
  };
}

/** A change, and its canonical text: the digest of the record is over the texts of all. */
interface Entry {
  readonly change: RecordedChange;
  readonly text: CanonicalText;
}

/** The digest that a record has to have, as it now is. */
export function recordDigest(record: PlanRecord): string {
  return digestOf(without(record, ['digest', 'drift']));
}

/** The digest that an entry has to have, as it now is. */
export function changeDigest(change: RecordedChange): string {
  return digestOf(without(change, ['digest']));
}

function mustBeWhole(plan: TerraformPlan, stack: string): void {
  const fault =
    plan.errored === true
      ? 'a plan that ended with an error'
      : plan.complete === false
        ? 'a plan that needs another round'
        : undefined;
  if (fault === undefined) return;
  throw new VmLifecycleError([
    {
      code: 'VML066',
      path: `${stack}.plan`,
      got: fault,
      rule: 'a record is of a plan that is whole',
      fix: 'mend what the plan complains about, without -target, and plan again',
    },
  ]);
}

/** Managed, and either more than a look or a move or import. */
function isChanged({ change, mode, previous_address }: PlannedResource): boolean {
  if (mode !== 'managed') return false;
  if (previous_address !== undefined || change.importing !== undefined) return true;
  return !change.actions.every((action) => action === 'no-op' || action === 'read');
}

/** A note that somebody else wrote is written over: no change that anybody has to review, as long as no machine feels it. */
function isHarmless(
  resource: PlannedResource,
  values: ResourceValues,
  { tables }: RecordContext,
): boolean {
  const { change, previous_address } = resource;
  const plain = previous_address === undefined && change.importing === undefined;
  if (!plain || change.actions.join() !== 'update' || !values.onlyVolatile()) return false;
  const { impact } = impactOf(resource, tables.impact);
  return impact === 'none' || impact === 'hot';
}

/** Undefined for what is no change that is reviewed. */
function changeOf(resource: PlannedResource, context: RecordContext): Entry | undefined {
  if (!isChanged(resource)) return undefined;
  const { change } = resource;
  const values = valuesOf(resource, context);
  if (isHarmless(resource, values, context)) return undefined;
  const removed = !isObject(change.after) && !isUnknown(change.after_unknown);
  const replaced = change.actions.length > 1 && change.actions.includes('create');
  const entry = defined({
    address: resource.address,
    previousAddress: resource.previous_address,
    deposed: resource.deposed,
    provider: resource.provider_name,
    type: resource.type,
    actions: [...change.actions],
    actionReason: resource.action_reason,
    replacePaths: list(change.replace_paths?.map(pathText).sort(byCodeUnit)),
    importId: change.importing?.id,
    identity: list(isObject(change.before) ? values.identity() : []),
    values: list(removed ? [] : values.changed()),
    unchanged: replaced ? values.unchanged() : undefined,
  });
  const texts = Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, new CanonicalText(canonicalJson(value))]),
  );
  const digest = digestOf(texts);
  return {
    change: { ...entry, digest },
    text: new CanonicalText(canonicalJson({ ...texts, digest })),
  };
}

/** `disk[0].size` of `["disk", 0, "size"]`. */
function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${String(step)}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

function list<T>(values: readonly T[] | undefined): readonly T[] | undefined {
  return values === undefined || values.length === 0 ? undefined : values;
}

function isUnknown(marks: unknown): boolean {
  return marks === true || (isObject(marks) && Object.keys(marks).length > 0);
}
