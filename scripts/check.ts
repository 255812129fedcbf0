/** Everything static: runs every check, also after one has failed, and says which did. Usage: check.ts [NAME...] */

import { availableParallelism } from 'node:os';
import { run, CommandFailed } from '../lib/operations/process';
import { repositoryRoot } from '../lab/support/paths';

const tool = (name: string, ...args: string[]): string[] => [`node_modules/.bin/${name}`, ...args];
const program = (file: string, ...args: string[]): string[] => [
  process.execPath,
  '--require',
  'tsx/cjs',
  file,
  ...args,
];

const checks: Readonly<Record<string, string[]>> = {
  lint: tool('eslint', '.'),
  format: tool('prettier', '--check', '--log-level', 'warn', '.'),
  types: tool('tsc', '--noEmit'),
  examples: tool('tsc', '--noEmit', '--project', 'examples'),
  imports: tool(
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'lib',
    'stacks',
    'lab',
    'scripts',
    'main.ts',
  ),
  links: tool('remark', '--frail', '--quiet', '--no-stdout', '.'),
  docs: program('scripts/docs.ts', '--check'),
  bindings: program('scripts/bindings.ts', '--check'),
  api: program('scripts/api.ts', '--check'),
  package: program('scripts/package.ts'),
};

/** Checks whose last line is a figure that people should see. */
const telling = new Set(['package']);

/** True where the check has passed. Prints one line, or all that the check has said. */
async function check(name: string, [file = '', ...args]: readonly string[]): Promise<boolean> {
  const started = Date.now();
  const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  try {
    const { stdout } = await run(file, args, { cwd: repositoryRoot, env: process.env });
    const figure = telling.has(name) ? `: ${stdout.trim().split('\n').at(-1) ?? ''}` : '';
    process.stdout.write(`ok      ${name.padEnd(10)} ${seconds()}${figure}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const { stdout, stderr } = error.result;
    process.stdout.write(`FAILED  ${name.padEnd(10)} ${seconds()}\n${stdout}${stderr}\n`);
    return false;
  }
}

async function main(asked: readonly string[]): Promise<number> {
  const unknown = asked.find((name) => checks[name] === undefined);
  if (unknown !== undefined) {
    const known = Object.keys(checks).join(', ');
    process.stderr.write(`no check "${unknown}"; there are ${known}\n`);
    return 2;
  }
  const waiting = Object.entries(checks).filter(
    ([name]) => asked.length === 0 || asked.includes(name),
  );
  const results: boolean[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.push(await check(...next));
    }
  };
  // Most of them use one core.
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  const failures = results.filter((passed) => !passed).length;
  process.stdout.write(
    `checks: ${String(results.length - failures)} passed, ${String(failures)} failed\n`,
  );
  return failures === 0 ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
