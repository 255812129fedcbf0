/** What JSON is made of, for those who read it. */

/** An object whose fields nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for what has fields, other than a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The order of texts by code units, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
