import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject } from 'ajv';
import * as fc from 'fast-check';
import { schemaFaults, type Schema } from '../../../../lib/review/record/schema-faults';
import { record, update } from './plans';

const file = join(__dirname, '../../../../lib/review/record/plan-record.schema.json');
const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema & object;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

const texts = (value: unknown): string[] =>
  schemaFaults(schema, value, 'no such field')
    .map(({ path, rule }) => `${path}: ${rule}`)
    .sort();

/** What Ajv says of the same value, in the same words. */
function ajvTexts(value: unknown): string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(textOf).sort();
}

function textOf({ instancePath, keyword, params, message = '' }: ErrorObject): string {
  const { missingProperty, additionalProperty, allowedValue, allowedValues } = params as Readonly<
    Record<string, unknown>
  >;
  const steps = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  const path = [...steps, missingProperty, additionalProperty]
    .filter((step) => typeof step === 'string')
    .map((step, index) => (index < steps.length && /^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('');
  const rules: Readonly<Record<string, string>> = {
    required: 'the field is required',
    additionalProperties: 'no such field',
    const: `it must be ${JSON.stringify(allowedValue)}`,
    enum: `it must be one of ${JSON.stringify(allowedValues)}`,
  };
  return `${path}: ${rules[keyword] ?? `it ${message}`}`;
}

const good = record([update({ memory: 1024 })]) as unknown as Record<string, unknown>;

/** Every place of a value, by its path. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]))];
}

/** A copy with another value at a place; undefined takes it away. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const copy = (
    Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
  ) as Record<string, unknown>;
  const next = changed(copy[key], rest, to);
  if (next === undefined && !Array.isArray(copy)) return withoutKey(copy, key);
  copy[key] = next ?? null;
  return copy;
}

const withoutKey = (object: object, key: string): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

const wrong = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom('', '\n', '😀', 'a'.repeat(64), 'f'.repeat(32), 'tofu', 'deleted', 'none', true),
  fc.jsonValue({ maxDepth: 2 }),
);

test('a record without a fault has none', () => {
  expect(texts(good)).toEqual([]);
});

test('finds in damaged records what Ajv finds by the same schema', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places(good)), wrong, fc.boolean(), (place, value, extra) => {
      const damaged = changed(good, extra ? [...place, 'extra'] : place, value);
      expect(texts(damaged)).toEqual(ajvTexts(damaged));
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('finds in any JSON what Ajv finds by the same schema', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(texts(value)).toEqual(ajvTexts(value));
    }),
    { numRuns: 500, seed: 1 },
  );
});

test.each([
  [{ maximum: 3 }, 'the schema has the keyword "maximum"'],
  [{ $ref: '#/definitions/none' }, 'the schema has no #/definitions/none'],
])('fails for a schema that it does not know whole: %j', (unknown, message) => {
  expect(() => schemaFaults(unknown as Schema, 1, '')).toThrow(message);
});
