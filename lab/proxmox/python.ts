/** The Python environment of the simulator: pinned packages, in the cache. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePackages } from '../packages';
import { sha256, sha256File } from '../support/digest';
import { withLock } from '../support/lock';
import { cacheDirectory, repositoryRoot } from '../support/paths';
import { CommandFailed, run, which } from '../../lib/operations/process';

/** A Python that can make environments. */
export interface Interpreter {
  readonly executable: string;
  readonly version: readonly [number, number, number];
  readonly platform: string;
}

/** What makes and fills an environment; replaced in tests. */
export interface PythonTools {
  /** The interpreter of this machine, if one fits. */
  readonly find: () => Promise<Interpreter | undefined>;
  /** Makes an environment in an absent folder, with exactly these requirements in it. */
  readonly install: (
    interpreter: Interpreter,
    folder: string,
    requirements: string,
    onLine: (line: string) => void,
  ) => Promise<void>;
}

export interface PythonOptions {
  readonly onProgress?: (message: string) => void;
  readonly tools?: PythonTools;
}

/** The pinned packages need it. */
const oldest = [3, 11] as const;
const requirementsFile = join(repositoryRoot, 'lab', 'proxmox', 'requirements.txt');
const usualSeconds = 20;

/**
 * The interpreter of the simulator's environment: from the cache where it is there and unchanged,
 * else made from requirements.txt, whose hashes pip checks. Safe to interrupt, and to run twice at once.
 */
export async function ensureSimulatorPython(options: PythonOptions = {}): Promise<string> {
  const tools = options.tools ?? pythonTools;
  const report = options.onProgress ?? (() => undefined);
  const interpreter = await needInterpreter(tools, report);
  const requirements = await readFile(requirementsFile, 'utf8');
  const digest = sha256(JSON.stringify([interpreter, requirements])).slice(0, 16);
  const parent = cacheDirectory('python');
  const folder = join(parent, `proxmox-simulator-${digest}`);
  const python = join(folder, 'bin', 'python');
  if ((await damage(folder)) === undefined) return python;

  await mkdir(parent, { recursive: true });
  await withLock(
    join(parent, '.lock'),
    () => {
      report('Proxmox simulator: another process makes its Python environment, waiting for it');
    },
    async () => {
      const reason = await damage(folder);
      if (reason === undefined) return;
      if (existsSync(folder)) report(`Proxmox simulator: ${reason}, making it again`);
      await build(tools, interpreter, folder, report);
    },
  );
  return python;
}

async function needInterpreter(
  tools: PythonTools,
  report: (message: string) => void,
): Promise<Interpreter> {
  const found = await tools.find();
  if (found !== undefined) return found;
  await ensurePackages({ onProgress: report, groups: ['proxmox'] });
  const installed = await tools.find();
  if (installed !== undefined) return installed;
  throw new Error(
    `the Proxmox simulator needs Python ${oldest.join('.')} or later with venv, and this machine's is older: put one on PATH`,
  );
}

/** Builds beside the final folder, under the lock, and renames. */
async function build(
  tools: PythonTools,
  interpreter: Interpreter,
  folder: string,
  report: (message: string) => void,
): Promise<void> {
  const parent = cacheDirectory('python');
  for (const name of await readdir(parent)) {
    // Builds hold the lock: what is there was interrupted.
    if (name.startsWith('.building-')) await rm(join(parent, name), { recursive: true });
  }
  const workspace = await mkdtemp(join(parent, '.building-'));
  const started = Date.now();
  const seconds = (): string => String(Math.round((Date.now() - started) / 1000));
  let step = 'making the environment';
  const tell = (): void => {
    const usual = `usually ${String(usualSeconds)} s`;
    report(`Python environment of the Proxmox simulator, ${usual}: ${step} ... ${seconds()} s`);
  };
  tell();
  const timer = setInterval(tell, 1000);
  try {
    const next = join(workspace, 'next');
    await tools.install(interpreter, next, requirementsFile, (line) => {
      const told = /^(Collecting|Installing) (\S+)/.exec(line);
      if (told !== null) step = told[0];
    });
    const manifest = { version: interpreter.version.join('.'), sha256: await treeDigest(next) };
    await writeFile(join(next, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(next, folder);
    report(`Python environment of the Proxmox simulator made in ${seconds()} s`);
  } finally {
    clearInterval(timer);
    await rm(workspace, { recursive: true, force: true });
  }
}

/** Why the environment can't be used as it is; undefined where it can. */
async function damage(folder: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(folder, 'manifest.json'), 'utf8');
    const expected = (JSON.parse(text) as { sha256: string }).sha256;
    const found = await treeDigest(folder);
    return found === expected
      ? undefined
      : `its Python environment has the SHA-256 ${found} instead of ${expected}`;
  } catch (error) {
    return `its Python environment cannot be read (${(error as Error).message})`;
  }
}

/** One digest over all files of the environment but what Python compiles by itself. */
async function treeDigest(folder: string): Promise<string> {
  const lines: string[] = [];
  const walk = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '__pycache__') await walk(name);
      else if (entry.isFile() && name !== 'manifest.json') {
        lines.push(`${name} ${await sha256File(join(folder, name))}`);
      }
    }
  };
  await walk('');
  return sha256(lines.sort().join('\n'));
}

const probe = `
import ensurepip, json, sys, sysconfig, venv
print(json.dumps({"executable": sys.executable, "version": sys.version_info[:3], "platform": sysconfig.get_platform()}))
`;

/** Python and pip of this machine. */
export const pythonTools: PythonTools = {
  find: async () => {
    for (const candidate of [await which('python3'), '/usr/bin/python3']) {
      if (candidate === undefined) continue;
      const found = await run(candidate, ['-c', probe]).catch(() => undefined); // no venv, or no Python
      if (found === undefined) continue;
      const interpreter = JSON.parse(found.stdout) as Interpreter;
      const [major, minor] = interpreter.version;
      if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return interpreter;
    }
    return undefined;
  },
  install: async (interpreter, folder, requirements, onLine) => {
    await run(interpreter.executable, ['-m', 'venv', folder]);
    const python = join(folder, 'bin', 'python');
    const pip = [
      ...['-m', 'pip', 'install', '--require-hashes', '--no-deps', '--only-binary', ':all:'],
      ...['--no-compile', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
      ...['--requirement', requirements],
    ];
    try {
      await run(python, pip, { env: process.env, onLine });
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      throw new Error(
        `the Python packages of the Proxmox simulator could not be installed: look at pip's words, and at the package index that it is set to use\n${error.message}`,
      );
    }
    // Nothing is installed into it a second time.
    await run(python, ['-m', 'pip', 'uninstall', '--yes', '--quiet', 'pip', 'setuptools']);
  },
};
