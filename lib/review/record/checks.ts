/**
 * What has to be equal beside the changes themselves.
 *
 * Input: the texts that a plan was made from. Output: digests. May import: lib/model/json.
 */

import { isObject, type JsonObject } from '../../model/json';
import { digestOf, sha256, without } from './canonical-json';

/** Digest of a dependency lock file, whatever the line ends of the checkout. */
export function lockDigest(text: string): string {
  return sha256(text.replace(/\r\n/g, '\n'));
}

/**
 * Digest of a synthesized configuration. Left out is what says nothing of the machines: the comments of the framework
 * (`//`, ignored by Terraform: https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties), which
 * differ between versions, and the backend, which may hold a path of the checkout; the lineage says which state it is.
 */
export function synthDigest(synthesized: unknown): string {
  if (!isObject(synthesized)) return digestOf(synthesized);
  const configuration = withoutComment(synthesized);
  return digestOf({
    ...configuration,
    ...mapped(configuration, 'resource', (types) => each(types, (type) => each(type, body))),
    ...mapped(configuration, 'data', (types) => each(types, (type) => each(type, body))),
    ...mapped(configuration, 'module', (modules) => each(modules, body)),
    ...mapped(configuration, 'output', (outputs) => each(outputs, body)),
    ...mapped(configuration, 'variable', (variables) => each(variables, body)),
    ...mapped(configuration, 'terraform', (settings) => {
      return isObject(settings) ? without(settings, ['//', 'backend']) : settings;
    }),
  });
}

/** `1.11` of `1.11.4`. */
export function minorVersion(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Comments are what bodies of blocks have; inside of values `//` is a key like others. */
function body(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(body);
  return isObject(value) ? withoutComment(value) : value;
}

function each(value: unknown, change: (one: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
}

function mapped(
  configuration: JsonObject,
  name: string,
  change: (value: unknown) => unknown,
): JsonObject {
  return Object.hasOwn(configuration, name) ? { [name]: change(configuration[name]) } : {};
}

function withoutComment(value: JsonObject): JsonObject {
  return without(value, ['//']);
}
