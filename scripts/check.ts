/** Everything static: runs every check, also after one has failed, and says which did. Usage: check.ts [NAME...] */

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
  format: tool('prettier', '--check', '--log-level', 'warn', '.'),
  types: tool('tsc', '--noEmit'),
  examples: tool('tsc', '--noEmit', '--project', 'examples'),
  lint: tool('eslint', '.'),
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

async function main(asked: readonly string[]): Promise<number> {
  const names = asked.length === 0 ? Object.keys(checks) : asked;
  let failures = 0;
  for (const name of names) {
    const command = checks[name];
    if (command === undefined) {
      process.stderr.write(`no check "${name}"; there are ${Object.keys(checks).join(', ')}\n`);
      return 2;
    }
    const started = Date.now();
    const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
    try {
      const [file = '', ...args] = command;
      const { stdout } = await run(file, args, { cwd: repositoryRoot, env: process.env });
      const figure = telling.has(name) ? `: ${stdout.trim().split('\n').at(-1) ?? ''}` : '';
      process.stdout.write(`ok      ${name.padEnd(10)} ${seconds()}${figure}\n`);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      failures += 1;
      const { stdout, stderr } = error.result;
      process.stdout.write(`FAILED  ${name.padEnd(10)} ${seconds()}\n${stdout}${stderr}\n`);
    }
  }
  process.stdout.write(
    `checks: ${String(names.length - failures)} passed, ${String(failures)} failed\n`,
  );
  return failures === 0 ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
