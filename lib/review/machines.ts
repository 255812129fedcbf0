/**
 * Which machine a resource is, or belongs to.
 *
 * Input: a plan, and the tables of the drivers. Output: the name of a machine for each entry. May import: the types of
 * lib/drivers/impact and lib/drivers/review-table.
 */

import type { ImpactTable } from '../drivers/impact';
import type { BelongsTo, ReviewTable } from '../drivers/review-table';
import { isObject } from '../model/json';
import { parseAddress, type Address } from './address';
import { own } from './changed-paths';
import { valuesOf } from './impact';
import { namesByAddress } from './inventory-rows';
import { linksOf, type Links } from './references';
import type { PlannedResource, TerraformPlan } from './terraform-plan';

export interface Machines {
  /** Undefined where a resource belongs to no machine, or to several. */
  vmOf(entry: PlannedResource): string | undefined;
}

/** A planned machine. */
interface Named {
  readonly entry: PlannedResource;
  readonly name: string;
}

/** An instance of a machine's resource. */
interface Instance {
  readonly address: Address;
  readonly name: string;
}

interface Known {
  readonly impact: ImpactTable;
  readonly review: ReviewTable;
  readonly machines: Machines;
}

/** Review and record of a plan ask for the same: to read its configuration for it takes long. */
const knownOf = new WeakMap<TerraformPlan, Known>();

export function machinesOf(
  plan: TerraformPlan,
  impact: ImpactTable,
  review: ReviewTable,
): Machines {
  const known = knownOf.get(plan);
  if (known?.impact === impact && known.review === review) return known.machines;
  const machines = findMachines(plan, impact, review);
  knownOf.set(plan, { impact, review, machines });
  return machines;
}

function findMachines(plan: TerraformPlan, impact: ImpactTable, review: ReviewTable): Machines {
  const names = namesByAddress(plan);
  const entries = [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])].filter(
    ({ type, mode }) => mode === 'managed' && isMachine(type, impact, review),
  );
  const machines = entries.map((entry) => ({ entry, name: nameOf(entry, impact, names) }));
  const byValue = indexValues(machines, review);
  let links: Links | undefined;
  let instances: ReadonlyMap<string, readonly Instance[]> | undefined;
  return {
    vmOf(entry) {
      if (isMachine(entry.type, impact, review)) return nameOf(entry, impact, names);
      const listed = names.get(entry.address);
      if (listed !== undefined) return listed;
      const lines = own(review, entry.type)?.belongsTo;
      if (lines === undefined) return undefined;
      const { before, after } = entry.change;
      const valued = ofValues(after, lines, byValue) ?? ofValues(before, lines, byValue);
      if (valued !== undefined) return valued;
      links ??= linksOf(plan.configuration, review);
      instances ??= instancesOf(machines);
      const linked = ofLinks(entry.address, links, instances);
      if (linked !== undefined) return linked;
      // A machine of another stack has the identity that the resource gives, and no name here.
      const attribute = own(impact, entry.type)?.vm;
      return attribute === undefined
        ? undefined
        : (text(after, attribute) ?? text(before, attribute));
    },
  };
}

/** The machines' types are those that have a name of their own, and belong to nothing else. */
function isMachine(type: string, impact: ImpactTable, review: ReviewTable): boolean {
  return own(impact, type)?.vm !== undefined && own(review, type)?.belongsTo === undefined;
}

function nameOf(
  { address, previous_address, type, change }: PlannedResource,
  impact: ImpactTable,
  names: ReadonlyMap<string, string>,
): string {
  const attribute = own(impact, type)?.vm ?? 'name';
  return (
    names.get(address) ??
    names.get(previous_address ?? '') ??
    text(change.after, attribute) ??
    text(change.before, attribute) ??
    address
  );
}

function text(values: unknown, attribute: string): string | undefined {
  const value = isObject(values) ? own(values, attribute) : undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The machine by each value of each attribute that others are matched by; null where several have the value. */
type ByValue = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

function indexValues(machines: readonly Named[], review: ReviewTable): ByValue {
  const lines = new Map<string, BelongsTo>();
  for (const { belongsTo } of Object.values(review)) {
    for (const line of belongsTo ?? []) lines.set(indexName(line), line);
  }
  const found = new Map<string, Map<string, string | null>>();
  for (const [index, line] of lines) {
    const values = new Map<string, string | null>();
    for (const { entry, name } of machines) {
      if (entry.type !== line.type) continue;
      for (const side of [entry.change.before, entry.change.after]) {
        for (const value of keysAt(side, line.equals)) {
          const [cut = ''] = line.separator === undefined ? [value] : value.split(line.separator);
          const known = values.get(cut);
          values.set(cut, known === undefined || known === name ? name : null);
        }
      }
    }
    found.set(index, values);
  }
  return found;
}

function indexName({ type, equals, separator = '' }: BelongsTo): string {
  return `${type} ${equals} ${separator}`;
}

const none: readonly string[] = [];

function keysAt(values: unknown, path: string): readonly string[] {
  const found = valuesOf(values, path);
  return found.length === 0
    ? none
    : found
        .filter((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
        .map(String);
}

function ofValues(
  values: unknown,
  lines: readonly BelongsTo[],
  byValue: ByValue,
): string | undefined {
  for (const line of lines) {
    for (const value of keysAt(values, line.attribute)) {
      const { prefix = '' } = line;
      if (!value.startsWith(prefix)) continue;
      const machine = byValue.get(indexName(line))?.get(value.slice(prefix.length));
      if (typeof machine === 'string') return machine;
    }
  }
  return undefined;
}

function instancesOf(machines: readonly Named[]): ReadonlyMap<string, readonly Instance[]> {
  const found = new Map<string, Instance[]>();
  for (const { entry, name } of machines) {
    const address = parseAddress(entry.address);
    if (address === undefined) continue;
    const instance = { address, name };
    const known = found.get(address.configured);
    if (known === undefined) found.set(address.configured, [instance]);
    else known.push(instance);
  }
  return found;
}

/** The one machine that the references of a resource lead to. */
function ofLinks(
  resource: string,
  links: Links,
  instances: ReadonlyMap<string, readonly Instance[]>,
): string | undefined {
  const address = parseAddress(resource);
  if (address === undefined) return undefined;
  const machines = new Set<string>();
  for (const link of links.get(address.configured) ?? []) {
    if (link.resourceKey !== undefined && link.resourceKey !== address.key) continue;
    const near = nearest(address, instances.get(link.machine) ?? []);
    const fitting = near.filter(
      (one) =>
        (link.machineKey === undefined || one.address.key === link.machineKey) &&
        (!link.byKey || near.length === 1 || innermostKey(one.address) === innermostKey(address)),
    );
    for (const { name } of fitting) machines.add(name);
  }
  const [only, ...others] = machines;
  return others.length === 0 ? only : undefined;
}

/** Of `count` or `for_each`, of the resource or else of the module that it is in. */
function innermostKey({ modules, key }: Address): string {
  if (key !== '') return key;
  return modules.findLast((module) => module.endsWith(']'))?.replace(/^[^[]*/, '') ?? '';
}

/** The instances in the same instance of a module, or in the one that shares the most with it. */
function nearest(address: Address, instances: readonly Instance[]): readonly Instance[] {
  const shared = ({ modules }: Address): number => {
    const differs = modules.findIndex((module, index) => module !== address.modules[index]);
    return differs < 0 ? modules.length : differs;
  };
  const best = Math.max(...instances.map((one) => shared(one.address)));
  return instances.filter((one) => shared(one.address) === best);
}
