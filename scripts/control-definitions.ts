import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';

let lines: readonly { readonly place: string; readonly text: string }[] | undefined;

/** The lines under lib/hardening that hold a control id as a literal, as `file:line`. */
export function definitionsOf(id: string): readonly string[] {
  lines ??= readLines(join(repositoryRoot, 'lib', 'hardening'));
  const whole = new RegExp(`(?<![\\w.-])${id.replace(/\./g, '\\.')}(?![\\w-]|\\.\\w)`);
  return lines.filter(({ text }) => whole.test(text)).map(({ place }) => place);
}

function readLines(folder: string): { place: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => {
      const file = join(folder, name);
      return readFileSync(file, 'utf8')
        .split('\n')
        .map((text, index) => ({
          place: `${relative(repositoryRoot, file)}:${String(index + 1)}`,
          text,
        }));
    });
}
