/**
 * Checks a value by a JSON schema, as far as the schemas of this package use the language.
 *
 * Input: a schema, a parsed value. Output: every fault. May import: lib/errors, lib/model/json.
 */

import { got } from '../../errors';
import { isObject, type JsonObject } from '../../model/json';

/** The keywords of draft 7 that are known; any other is a fault of the schema, and thrown. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const known = new Set([
  ...['type', 'const', 'enum', 'pattern', 'minLength', 'required', 'properties'],
  ...['additionalProperties', 'items', 'minItems', '$ref', 'definitions'],
  ...['$schema', '$id', 'title', 'description'],
]);

export interface SchemaFault {
  /** `.changes[0].digest`; what is missing or too much is part of it. */
  readonly path: string;
  readonly got: string;
  /** `it must be object`. */
  readonly rule: string;
}

/**
 * @param root a schema whose `$ref` point to its own `definitions`
 * @param fields what the error says where there is a field that the schema does not have
 */
export function schemaFaults(root: Schema, value: unknown, fields: string): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  const add = (path: string, given: string, rule: string): void => {
    faults.push({ path, got: given, rule });
  };

  function check(schema: Schema, one: unknown, path: string): void {
    const unknown = Object.keys(schema).find((keyword) => !known.has(keyword));
    if (unknown !== undefined) throw new Error(`the schema has the keyword "${unknown}"`);
    if (schema.$ref !== undefined) check(definition(root, schema.$ref), one, path);
    const types = [schema.type ?? []].flat();
    if (types.length > 0 && !types.includes(typeOf(one))) {
      add(path, got(one), `it must be ${types.join(',')}`);
      return;
    }
    if ('const' in schema && one !== schema.const) {
      add(path, got(one), `it must be ${JSON.stringify(schema.const)}`);
    }
    if (schema.enum?.includes(one) === false) {
      add(path, got(one), `it must be one of ${JSON.stringify(schema.enum)}`);
    }
    if (typeof one === 'string') checkText(schema, one, path);
    else if (Array.isArray(one)) checkList(schema, one, path);
    else if (isObject(one)) checkObject(schema, one, path);
  }

  function checkText({ pattern, minLength = 0 }: Schema, text: string, path: string): void {
    // Characters, as JSON Schema counts them, and not UTF-16 code units.
    if (Array.from(text).length < minLength) {
      add(path, got(text), `it must NOT have fewer than ${String(minLength)} characters`);
    }
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) {
      add(path, got(text), `it must match pattern "${pattern}"`);
    }
  }

  function checkList({ items, minItems = 0 }: Schema, list: unknown[], path: string): void {
    if (list.length < minItems) {
      add(path, got(list), `it must NOT have fewer than ${String(minItems)} items`);
    }
    if (items === undefined) return;
    list.forEach((one, index) => {
      check(items, one, `${path}[${String(index)}]`);
    });
  }

  function checkObject(schema: Schema, object: JsonObject, path: string): void {
    const { required = [], properties = {}, additionalProperties } = schema;
    for (const name of required) {
      if (!Object.hasOwn(object, name)) add(`${path}.${name}`, 'nothing', 'the field is required');
    }
    for (const [name, one] of Object.entries(object)) {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (property !== undefined) check(property, one, `${path}.${name}`);
      else if (additionalProperties === false) {
        add(`${path}.${name}`, 'a field that is not known', fields);
      }
    }
  }

  check(root, value, '');
  return faults;
}

function definition({ definitions = {} }: Schema, reference: string): Schema {
  const found = definitions[reference.replace('#/definitions/', '')];
  if (found === undefined) throw new Error(`the schema has no ${reference}`);
  return found;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
