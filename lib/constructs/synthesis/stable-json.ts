import { byCodeUnit } from '../../model/json';

export const jsonStep = '  ';

/**
 * A resolved value as text, keys in order: byte for byte what cdktf writes.
 *
 * @param indent what stands before the line that the value begins on
 */
export function stableJson(value: unknown, indent = ''): string {
  const inner = indent + jsonStep;
  if (Array.isArray(value)) {
    const items = value.map((item) => `\n${inner}${stableJson(item, inner)}`);
    return `[${items.join(',')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return JSON.stringify(value);
  }
  const fields = Object.keys(value)
    .sort(byCodeUnit)
    .map(
      (key) =>
        `\n${inner}${JSON.stringify(key)}: ${stableJson((value as Record<string, unknown>)[key], inner)}`,
    );
  return `{${fields.join(',')}\n${indent}}`;
}
