/**
 * Which machine a resource belongs to by the references of the configuration: things that are yet to be made have no ids.
 *
 * Input: `configuration` of a plan, and the tables of the drivers. Output: links between resources and machines. May
 * import: the types of lib/drivers/review-table.
 */

import type { ReviewTable } from '../drivers/review-table';
import { isObject } from '../model/json';
import { referencedResource } from './address';
import { own } from './changed-paths';

/** A machine that a resource refers to, or that refers to it. */
export interface Link {
  /** The machine without keys, as the configuration has it. */
  readonly machine: string;
  /** Key that the reference names. @default - none */
  readonly machineKey?: string;
  readonly resourceKey?: string;
  /** The reference goes by `count.index`, `each.key` or `each.value`: each instance to that of the same key. */
  readonly byKey: boolean;
}

/** By the resource's address in the configuration. */
export type Links = ReadonlyMap<string, readonly Link[]>;

/** A module of the configuration, within the one that calls it. */
interface Module {
  readonly values: Record<string, unknown>;
  /** `module.a.`, empty for the root. */
  readonly prefix: string;
  readonly parent?: Module;
  /** The call's arguments, in the parent. */
  readonly call?: Record<string, unknown>;
}

interface Target {
  readonly configured: string;
  readonly type: string;
  readonly key: string;
}

/** Arguments lead through modules; no configuration is nested deeper than this. */
const maximumDepth = 32;

export function linksOf(configuration: unknown, review: ReviewTable): Links {
  const links = new Map<string, Link[]>();
  const add = (configured: string, link: Link): void => {
    const known = links.get(configured);
    if (known === undefined) links.set(configured, [link]);
    else known.push(link);
  };
  const equalsOf = equalsByMachine(review);
  visit(rootOf(configuration), (module, resource) => {
    const type = String(resource.type);
    const configured = `${module.prefix}${String(resource.address)}`;
    for (const line of own(review, type)?.belongsTo ?? []) {
      const { targets, byKey } = referencesAt(module, resource, line.attribute);
      for (const target of targets) {
        if (target.type !== line.type) continue;
        add(configured, {
          machine: target.configured,
          ...(target.key === '' ? {} : { machineKey: target.key }),
          byKey,
        });
      }
    }
    for (const path of equalsOf.get(type) ?? []) {
      const { targets, byKey } = referencesAt(module, resource, path);
      for (const target of targets) {
        const lines = own(review, target.type)?.belongsTo ?? [];
        if (!lines.some((line) => line.type === type && line.equals === path)) continue;
        add(target.configured, {
          machine: configured,
          ...(target.key === '' ? {} : { resourceKey: target.key }),
          byKey,
        });
      }
    }
  });
  return links;
}

/** Attributes of machines that may refer to what belongs to them. */
function equalsByMachine(review: ReviewTable): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { belongsTo } of Object.values(review)) {
    for (const { type, equals } of belongsTo ?? []) {
      const known = found.get(type);
      if (known === undefined) found.set(type, new Set([equals]));
      else known.add(equals);
    }
  }
  return found;
}

/** Every resource of the configuration, with its module. */
export function visit(
  module: { readonly values: Record<string, unknown>; readonly prefix: string } | undefined,
  each: (module: Module, resource: Record<string, unknown>) => void,
): void {
  if (module === undefined) return;
  const { resources } = module.values;
  if (Array.isArray(resources)) {
    for (const resource of resources as unknown[]) if (isObject(resource)) each(module, resource);
  }
  for (const [name, call] of Object.entries(record(module.values.module_calls))) {
    if (!isObject(call)) continue;
    visit(child(module, name, call), each);
  }
}

export function rootOf(configuration: unknown): Module | undefined {
  const root = isObject(configuration) ? configuration.root_module : undefined;
  return isObject(root) ? { values: root, prefix: '' } : undefined;
}

function child(parent: Module, name: string, call: Record<string, unknown>): Module {
  return {
    values: record(call.module),
    prefix: `${parent.prefix}module.${name}.`,
    parent,
    call: record(call.expressions),
  };
}

function record(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

/** What an argument refers to in the end. */
interface Referred {
  readonly targets: Map<string, Target>;
  /** Each instance refers to that of its own key. */
  byKey: boolean;
}

/** What an argument refers to, also through arguments and outputs of modules. */
function referencesAt(
  module: Module,
  resource: Record<string, unknown>,
  path: string,
): { readonly targets: readonly Target[]; readonly byKey: boolean } {
  const references: string[] = [];
  collect(resource.expressions, path.replaceAll('[]', '').split('.'), references);
  // `each.value` is an element of what the resource is made for each of.
  if (references.some((one) => one.startsWith('each.'))) {
    collect(resource.for_each_expression, [], references);
  }
  const referred: Referred = { targets: new Map(), byKey: false };
  resolveAll(module, references, referred, 0);
  return { targets: withoutWhole([...referred.targets.values()]), byKey: referred.byKey };
}

/** Terraform lists a reference to one instance, and beside it that to the whole resource. */
function withoutWhole(targets: readonly Target[]): readonly Target[] {
  const instances = new Set(
    targets.filter(({ key }) => key !== '').map(({ configured }) => configured),
  );
  return targets.filter(({ configured, key }) => key !== '' || !instances.has(configured));
}

/** Blocks are lists of expressions, or one of them; whatever refers as a whole refers for all of its parts. */
function collect(expression: unknown, path: readonly string[], found: string[]): void {
  if (Array.isArray(expression)) {
    for (const one of expression as unknown[]) collect(one, path, found);
    return;
  }
  if (!isObject(expression)) return;
  if (Array.isArray(expression.references)) {
    for (const one of expression.references as unknown[]) {
      if (typeof one === 'string') found.push(one);
    }
    return;
  }
  const [head, ...rest] = path;
  if (head !== undefined) collect(own(expression, head), rest, found);
}

const keyed = /^(count\.index|each\.(key|value))\b/;
const ofModule = /^module\.([^.[\]]+)(?:\[[^\]]*\])?(?:\.([^.[\]]+))?/;

function resolveAll(
  module: Module,
  references: readonly string[],
  found: Referred,
  depth: number,
): void {
  if (depth > maximumDepth) return;
  if (references.some((one) => keyed.test(one))) found.byKey = true;
  const outputs = references.flatMap((one) => {
    const [, name, output] = ofModule.exec(one) ?? [];
    return name === undefined ? [] : [{ name, output }];
  });
  const named = new Set(
    outputs.filter(({ output }) => output !== undefined).map(({ name }) => name),
  );
  for (const { name, output } of outputs) {
    // With a computed key Terraform names the module alone: any of its outputs may be meant.
    if (output === undefined && named.has(name)) continue;
    followOutputs(module, name, output, found, depth);
  }
  for (const reference of references) {
    const [, variable] = /^var\.([^.[\]]+)/.exec(reference) ?? [];
    if (variable !== undefined && module.parent !== undefined) {
      const argument: string[] = [];
      collect(own(module.call ?? {}, variable), [], argument);
      resolveAll(module.parent, argument, found, depth + 1);
    }
    const target = referencedResource(reference);
    if (target === undefined) continue;
    const configured = `${module.prefix}${target.name}`;
    found.targets.set(`${configured}${target.key}`, {
      configured,
      type: target.type,
      key: target.key,
    });
  }
}

function followOutputs(
  module: Module,
  name: string,
  output: string | undefined,
  found: Referred,
  depth: number,
): void {
  const call = own(record(module.values.module_calls), name);
  if (!isObject(call)) return;
  const called = child(module, name, call);
  const outputs = record(called.values.outputs);
  for (const one of output === undefined ? Object.keys(outputs) : [output]) {
    const references: string[] = [];
    collect(record(own(outputs, one)).expression, [], references);
    resolveAll(called, references, found, depth + 1);
  }
}
