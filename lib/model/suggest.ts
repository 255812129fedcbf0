/** The known word that somebody probably meant, if one is near enough. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const simple = simplify(given);
  const limit = Math.max(1, Math.min(3, Math.floor(simple.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const word of known) {
    const distance = editDistance(simple, simplify(word), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  // Somebody who writes "mac" or "prod" means the only word that goes on from there.
  const longer = known.filter((word) => simplify(word).startsWith(simple));
  return best ?? (simple.length >= 3 && longer.length === 1 ? longer[0] : undefined);
}

/** Spelling apart from case and separators: `cpu_count` is `cpuCount`. */
function simplify(word: string): string {
  // Nobody means a known word by a text that long, and the distance is quadratic.
  return word
    .slice(0, 64)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Levenshtein distance, or `limit` where it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const letter of a) {
    const next: number[] = [];
    for (let column = 0; column <= b.length; column++) {
      const replaced = at(row, column - 1) + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, at(row, column) + 1, at(next, column - 1) + 1));
    }
    row = next;
  }
  return Math.min(at(row, b.length), limit);
}

/** Left of the first column there is no way. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
