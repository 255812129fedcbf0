import { readFileSync } from 'node:fs';

/** The text of a file; undefined where there is none that can be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The end of a log, for an error that refers to it. */
export function lastLines(path: string): string {
  return (readIfThere(path) ?? '').trim().split('\n').slice(-10).join('\n');
}
