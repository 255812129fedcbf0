/**
 * Remembers the results of a pure function of a text.
 *
 * The VMs of an environment share keys, servers and networks; each of these is parsed once, not once per VM.
 */
export function memoize<T>(compute: (text: string) => T, limit = 4096): (text: string) => T {
  const known = new Map<string, { readonly result: T }>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found.result;
    const result = compute(text);
    // Values that differ per VM fill the memory sooner or later; starting afresh bounds it.
    if (known.size >= limit) known.clear();
    known.set(text, { result });
    return result;
  };
}
