/**
 * Props that stand for constructs, read as props of any type: JavaScript checks none. The others are for the model to read.
 */

import { Token } from 'cdktf';
import { Construct } from 'constructs';
import type { IResourcePool, ITemplate, IVirtualMachine } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { throwIfAny, type Problem } from '../errors';
import type { Control } from '../hardening/control';
import { Notes, type Expectation } from '../model/notes';
import { isObject } from '../model/json';

const PROPS = { is: 'an object', fix: 'give an object with the props', required: true };
const TEMPLATE = {
  is: 'a template',
  fix: 'give a Template, or one of a TemplateCatalog',
  required: true,
};
const TEMPLATES = { is: 'a list of templates', fix: 'write a list, or leave it out' };
const POOL = { is: 'a resource pool', fix: 'give a ResourcePool, or ResourcePool.fromPath' };
const VM = { is: 'a VM', fix: 'give a HardenedVm, or HardenedVm.fromExisting', required: true };
const VMS = { is: 'a list of VMs', fix: 'write a list of HardenedVm, or leave it out' };
const PROTECTABLE = {
  is: 'a VM, a resource pool or a set of VMs',
  fix: 'give a HardenedVm, a ResourcePool or a LinkedCloneSet',
  required: true,
};
const CONTROLS = { is: 'a list of controls', fix: 'write a list, or leave it out' };
const CONTROL = {
  is: 'a control, with id, scope, level and appliesTo',
  fix: 'give a Control, or take it out',
  required: true,
};

/**
 * The props of a construct.
 *
 * @throws VML041 or VML048 where they are no object: nothing more can be said of them
 */
export function objectOf<Props extends object>(props: Props, path: string): Props {
  const notes = newNotes();
  notes.read(props, path, PROPS, isObject);
  throwIfAny(notes.problems);
  return props;
}

/** Reads what stands for constructs in the props of one construct, and notes what does not. */
export class ConstructReader {
  private readonly notes = newNotes();
  private readonly others: Problem[] = [];

  constructor(private readonly construct: Construct) {}

  /** Everything that is wrong with what was read. */
  get problems(): readonly Problem[] {
    return [...this.others, ...this.notes.problems];
  }

  /** The given hypervisor, else the one in reach. */
  hypervisor(given: unknown): Hypervisor | undefined {
    const { hypervisor, problems } = Hypervisor.find(this.construct, given);
    this.others.push(...problems);
    return hypervisor;
  }

  template(value: unknown, field: string): ITemplate | undefined {
    return this.notes.read(value, this.at(field), TEMPLATE, isTemplate);
  }

  templates(value: unknown, field: string): readonly ITemplate[] {
    return this.list(value, field, TEMPLATES, (entry, at) => this.template(entry, at));
  }

  pool(value: unknown, field: string): IResourcePool | undefined {
    return this.notes.read(value, this.at(field), POOL, isPool);
  }

  vm(value: unknown, field: string): IVirtualMachine | undefined {
    return this.notes.read(value, this.at(field), VM, isVm);
  }

  vms(value: unknown, field: string): readonly IVirtualMachine[] {
    return this.list(value, field, VMS, (entry, at) => this.vm(entry, at));
  }

  /** What a policy can be about: a VM, a pool, or several VMs. */
  protectable(value: unknown, field: string): void {
    this.notes.read(value, this.at(field), PROTECTABLE, isProtectable);
  }

  controls(value: unknown, field: string): readonly Control[] {
    return this.list(value, field, CONTROLS, (entry, at) =>
      this.notes.read(entry, this.at(at), CONTROL, isControl),
    );
  }

  flag(value: unknown, field: string): void {
    this.notes.flag(value, this.at(field));
  }

  /** A part of the props that has fields of its own. */
  object(value: unknown, field: string, fix: string): Readonly<Record<string, unknown>> {
    return this.notes.read(value, this.at(field), { is: 'an object', fix }, isObject) ?? {};
  }

  /** A list of texts, which are for others to judge. */
  texts(value: unknown, field: string): void {
    const expected = { is: 'a list of texts', fix: 'write a list, or leave it out' };
    this.list(value, field, expected, (entry, at) =>
      this.notes.text(entry, this.at(at), { is: 'a text', fix: 'give a text', required: true }),
    );
  }

  private list<T>(
    value: unknown,
    field: string,
    expected: Expectation,
    read: (entry: unknown, at: string) => T | undefined,
  ): readonly T[] {
    return this.notes
      .list(value, this.at(field), expected)
      .map((entry, index) => read(entry, `${field}[${String(index)}]`))
      .filter((entry) => entry !== undefined);
  }

  private at(field: string): string {
    return `${this.construct.node.path}.${field}`;
  }
}

function newNotes(): Notes {
  return new Notes((value) => Token.isUnresolved(value));
}

function isTemplate(value: unknown): value is ITemplate {
  return (
    isObject(value) &&
    [value.templateName, value.generation, value.templateId].every(
      (text) => typeof text === 'string',
    )
  );
}

export function isPool(value: unknown): value is IResourcePool {
  return Construct.isConstruct(value) && 'poolName' in value;
}

function isVm(value: unknown): value is IVirtualMachine {
  return Construct.isConstruct(value) && 'vmName' in value;
}

function isProtectable(value: unknown): value is object {
  if (isVm(value) || isPool(value)) return true;
  return isObject(value) && Array.isArray(value.members) && value.members.every(isVm);
}

function isControl(value: unknown): value is Control {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    (value.scope === 'guest' || value.scope === 'machine') &&
    (value.level === 'baseline' || value.level === 'strict') &&
    Array.isArray(value.appliesTo)
  );
}
