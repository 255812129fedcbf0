/**
 * Writes a stack that was taken apart one element after another, so that its size costs time and no memory.
 *
 * Input: the parts of a stack. Output: byte for byte the file that cdktf writes. May import: cdktf.
 */

import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { TerraformStack } from 'cdktf';
import { byCodeUnit, type JsonObject } from '../../model/json';
import { resolveTokens } from './resolve';
import { jsonStep, stableJson } from './stable-json';
import type { Places, StackParts } from './stack-parts';

/** Text that is written at once, in characters. */
const chunk = 1 << 20;

export function writeParts(stack: TerraformStack, parts: StackParts, file: string): void {
  try {
    writeFile(stack, parts, file);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

function writeFile(stack: TerraformStack, parts: StackParts, file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    let text = '';
    for (const piece of pieces(stack, parts.places, parts.rest, [])) {
      text += piece;
      if (text.length < chunk) continue;
      writeSync(descriptor, text);
      text = '';
    }
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

function* pieces(
  stack: TerraformStack,
  places: Places,
  rest: JsonObject,
  path: readonly string[],
): Generator<string> {
  const inner = jsonStep.repeat(path.length + 1);
  const keys = [...new Set([...places.keys(), ...Object.keys(rest)])].sort(byCodeUnit);
  yield '{';
  for (const [index, key] of keys.entries()) {
    const place = places.get(key);
    yield `${index === 0 ? '' : ','}\n${inner}${JSON.stringify(key)}: `;
    if (place instanceof Map) {
      yield* pieces(stack, place, (rest[key] ?? {}) as JsonObject, [...path, key]);
    } else if (place === undefined) {
      yield stableJson(rest[key], inner);
    } else {
      const whole = resolveTokens(stack, place.toTerraform());
      yield stableJson(at(whole, [...path, key]), inner);
    }
  }
  yield `\n${jsonStep.repeat(path.length)}}`;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inside, key) => (inside as JsonObject)[key], value);
}
