/** Runs the tests. Usage: test.ts [unit|e2e|guests] [JEST OPTION...] */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEngine } from '../lab/engines/build';
import { labEnvironment, preparation } from '../lab/prepare';
import { labInstance } from '../lab/hypervisor';
import { ensureImage } from '../lab/image';
import { ensureSimulatorPython } from '../lab/proxmox';
import { repositoryRoot } from '../lab/support/paths';

/** Builds and installs what the end-to-end tests run on, with progress, so that no test waits for it in silence. */
async function prepareEngines(): Promise<void> {
  const progress = (message: string): void => {
    process.stdout.write(`${message}\n`);
  };
  await preparation.packages(progress);
  await labEnvironment(labInstance('e2e'), progress);
  await ensureEngine('vcenter', { onProgress: everyTenSeconds(progress) });
  await ensureEngine('opa', { onProgress: everyTenSeconds(progress) });
  await ensureSimulatorPython({ onProgress: progress });
  await ensureImage({ onProgress: everyTenSeconds(progress) });
}

/** The tests say what is missing where it can't be built. */
async function buildOpenTofu(): Promise<void> {
  try {
    await ensureEngine('opentofu');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** A log needs fewer lines than a terminal. */
function everyTenSeconds(progress: (message: string) => void): (message: string) => void {
  let last = 0;
  return (message) => {
    if (Date.now() - last < 10_000) return;
    last = Date.now();
    progress(message);
  };
}

type Project = 'unit' | 'e2e' | 'guests';

/** What runs side by side. Guests come last: emulated ones take all that there is for minutes. */
const phases: readonly (readonly Project[])[] = [['unit', 'e2e'], ['guests']];

interface Totals {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files that did not even start. */
  readonly numRuntimeErrorTestSuites: number;
  readonly success: boolean;
}

async function runPhase(projects: readonly Project[], options: readonly string[]): Promise<Totals> {
  const folder = mkdtempSync(join(tmpdir(), 'totals-'));
  const file = join(folder, 'totals.json');
  try {
    const jest = spawn(
      process.execPath,
      [
        'node_modules/jest/bin/jest.js',
        '--selectProjects',
        ...projects,
        // Emulated guests of three files would take each other's time.
        `--maxWorkers=${projects.includes('guests') ? '2' : '100%'}`,
        '--json',
        `--outputFile=${file}`,
        ...options,
      ],
      {
        cwd: repositoryRoot,
        // What the tests run speaks English and without colours, whatever the terminal asks for.
        env: { ...process.env, FORCE_COLOR: undefined, LC_ALL: 'C.UTF-8' },
        stdio: ['inherit', 'ignore', 'inherit'],
      },
    );
    const [status] = (await once(jest, 'exit')) as [number | null];
    if (!existsSync(file))
      return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1, success: false };
    const totals = JSON.parse(readFileSync(file, 'utf8')) as Totals;
    return { ...totals, success: totals.success && status === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main([first, ...rest]: readonly string[]): Promise<number> {
  const known = phases.flat().find((project) => project === first);
  const wanted: readonly Project[] =
    known === undefined ? phases.flat() : known === 'e2e' ? ['e2e', 'guests'] : [known];
  const options = known === undefined ? [first, ...rest].filter((one) => one !== undefined) : rest;
  if (wanted.some((project) => project !== 'unit')) {
    try {
      await prepareEngines();
    } catch (error) {
      process.stderr.write(
        `${error instanceof Error ? error.message : String(error)}\nTests that need no lab: npm run test:unit\n`,
      );
      return 1;
    }
  }
  // Minutes of work that only the last phase needs.
  const openTofu = wanted.includes('guests') ? buildOpenTofu() : Promise.resolve();
  const totals: Totals[] = [];
  for (const phase of phases) {
    const projects = phase.filter((project) => wanted.includes(project));
    if (projects.length === 0) continue;
    if (projects.includes('guests')) await openTofu;
    totals.push(await runPhase(projects, options));
  }
  const passed = totals.reduce((sum, one) => sum + one.numPassedTests, 0);
  const failed = totals.reduce(
    (sum, one) => sum + one.numFailedTests + one.numRuntimeErrorTestSuites,
    0,
  );
  process.stdout.write(`\n${String(passed)} passed, ${String(failed)} failed\n`);
  return totals.every(({ success }) => success) ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
