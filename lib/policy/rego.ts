import { CommandFailed, run, TimedOut } from '../operations/process';
import type { Finding } from '../review/review';
import { failure, packageFindings } from './result';

/** How users' Rego is evaluated. */
export interface RegoOptions {
  /** @default `opa` on PATH */
  readonly opa?: string;
  /** How long `opa` may take, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
}

const source = 'rego';
const withoutTests = ['--ignore', '*_test.rego'];

/**
 * Findings of the Rego in a folder, by `opa eval`; the JSON and YAML in it is its data. Each package there has to give a
 * result, but those below `lib`, which help others. The program gets no environment but PATH: what a policy says depends on its input alone.
 */
export async function regoFindings(
  directory: string,
  input: unknown,
  { opa = 'opa', timeoutMs = 30_000 }: RegoOptions = {},
): Promise<readonly Finding[]> {
  try {
    const inspected = await json(opa, ['inspect', '--format', 'json', directory], timeoutMs);
    const packages = packagesOf(inspected);
    if (packages.length === 0) {
      return [failure('policy-undefined', source, `there is no package in ${directory}`)];
    }
    const evaluated = await json(
      opa,
      [
        ...['eval', '--format', 'json', '--stdin-input', '--strict-builtin-errors'],
        ...[...withoutTests, '--data', directory, 'data'],
      ],
      timeoutMs,
      JSON.stringify(input),
    );
    const data = at(evaluated, ['result', 0, 'expressions', 0, 'value']);
    return packages.flatMap((path) =>
      packageFindings(at(data, path), `${source} ${path.join('.')}`),
    );
  } catch (error) {
    return [failure('policy-failed', source, reasonOf(error, opa))];
  }
}

/** Paths of the packages below `data`, without those of tests alone, and without helpers: those below `lib`. */
function packagesOf(inspected: unknown): readonly (readonly string[])[] {
  const namespaces = at(inspected, ['namespaces']);
  if (typeof namespaces !== 'object' || namespaces === null) {
    throw new Error('`opa inspect` named no packages');
  }
  return Object.entries(namespaces)
    .filter(
      ([, files]) =>
        Array.isArray(files) &&
        files.some(
          (file) => String(file).endsWith('.rego') && !String(file).endsWith('_test.rego'),
        ),
    )
    .map(([name]) => pathOf(name))
    .filter(([first]) => first !== 'lib')
    .sort((a, b) => (a.join('.') < b.join('.') ? -1 : 1));
}

/** `data.a["b-c"]` is the path a, b-c. */
function pathOf(reference: string): readonly string[] {
  const parts = [...reference.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\.?([^.[\]]+)/g)].map(
    ([, quoted, plain]) => (quoted === undefined ? plain : (JSON.parse(`"${quoted}"`) as string)),
  );
  return parts.slice(1).filter((part) => part !== undefined);
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? (found as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    value,
  );
}

async function json(
  program: string,
  args: readonly string[],
  timeoutMs: number,
  input = '',
): Promise<unknown> {
  const { stdout } = await run(program, args, {
    env: { PATH: process.env.PATH },
    timeoutMs,
    input,
  });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error('`opa` did not answer with JSON');
  }
}

function reasonOf(error: unknown, program: string): string {
  if (error instanceof TimedOut) return 'opa did not answer in time, and was ended';
  if (error instanceof CommandFailed) {
    const { stdout, stderr } = error.result;
    const said = (stderr.trim() || stdout.trim()).replace(/\s+/g, ' ').slice(0, 500);
    return `opa failed: ${said || 'it said nothing'}`;
  }
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') {
    return `there is Rego in the policy folder, and no program "${program}" on PATH to evaluate it; install opa (https://www.openpolicyagent.org), or compile the policies to WebAssembly`;
  }
  return error instanceof Error ? error.message : String(error);
}
