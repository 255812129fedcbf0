import Table from 'cli-table3';

/** No borders: what pipes and logs read. */
const plain = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((part) => [part, '']),
);

/** A table for people: with borders on a terminal, aligned columns elsewhere. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const terminal = process.stdout.isTTY;
  const made = new Table({
    head: [...head],
    style: { head: terminal ? ['bold'] : [], border: terminal ? ['gray'] : [], compact: true },
    ...(terminal
      ? {}
      : {
          chars: { ...plain, middle: '  ' },
          style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
        }),
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}
