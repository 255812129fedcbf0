import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File } from '../support/digest';
import { cacheDirectory } from '../support/paths';
import { engines, type Engine, type EngineName } from './catalog';
import { fingerprint } from './fingerprint';
import { goToolchain, type Platform, type Toolchain } from './go';

/** An engine that is built and checked, ready to be run. */
export interface BuiltEngine {
  readonly engine: Engine;
  readonly platform: Platform;
  /** The program. */
  readonly path: string;
  readonly sha256: string;
}

/** How to build, and whom to tell. */
export interface EnsureOptions {
  /** Called once a second while a build runs, and when it ends. */
  readonly onProgress?: (message: string) => void;
  /** In place of the Go compiler on PATH. */
  readonly toolchain?: Toolchain;
}

/** What stands beside the program in the cache. */
interface Manifest {
  readonly engine: string;
  readonly version: string;
  readonly compiler: string;
  readonly platform: string;
  readonly sha256: string;
}

const staleAfterMs = 60 * 60 * 1000;
let queue: Promise<unknown> = Promise.resolve();

/**
 * The engine of that name, built into the cache unless it is there already and still has the
 * checksum it was built with. Builds of one process run one after the other; two processes that
 * build the same engine do no harm, the first to finish wins.
 */
export function ensureEngine(name: EngineName, options: EnsureOptions = {}): Promise<BuiltEngine> {
  const result = queue.then(() => ensure(engines[name], options));
  queue = result.catch(() => undefined);
  return result;
}

async function ensure(engine: Engine, options: EnsureOptions): Promise<BuiltEngine> {
  const toolchain = options.toolchain ?? goToolchain;
  const progress = options.onProgress ?? (() => undefined);
  const platform = await toolchain.platform(engine);
  const digest = await fingerprint(engine, platform);
  const folder = cacheDirectory('engines', `${engine.name}-${engine.version}-${digest}`);

  let found = await inspect(engine, folder);
  if (found.state === 'damaged') {
    progress(`${label(engine)} in the cache is damaged (${found.reason}), building it again`);
  }
  if (found.state !== 'sound') {
    await build(engine, platform, folder, toolchain, progress);
    found = await inspect(engine, folder);
  }
  if (found.state !== 'sound') {
    throw new Error(`${label(engine)} was built into ${folder}, but is not sound there`);
  }
  return { engine, platform, path: join(folder, engine.binary), sha256: found.sha256 };
}

type Inspection =
  | { readonly state: 'absent' }
  | { readonly state: 'damaged'; readonly reason: string }
  | { readonly state: 'sound'; readonly sha256: string };

async function inspect(engine: Engine, folder: string): Promise<Inspection> {
  if (!(await exists(folder))) return { state: 'absent' };
  try {
    const text = await readFile(join(folder, 'manifest.json'), 'utf8');
    const expected = (JSON.parse(text) as Manifest).sha256;
    const found = await sha256File(join(folder, engine.binary));
    return found === expected
      ? { state: 'sound', sha256: found }
      : { state: 'damaged', reason: `its SHA-256 is ${found} instead of ${expected}` };
  } catch (error) {
    return { state: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Builds beside the final folder and renames, so that an interrupted build leaves nothing half done. */
async function build(
  engine: Engine,
  platform: Platform,
  folder: string,
  toolchain: Toolchain,
  progress: (message: string) => void,
): Promise<void> {
  const parent = cacheDirectory('engines');
  await mkdir(parent, { recursive: true });
  await removeStale(parent);
  const workspace = await mkdtemp(join(parent, '.building-'));
  try {
    const next = join(workspace, 'next');
    await mkdir(next);
    const output = join(next, engine.binary);
    const seconds = await timed(engine, progress, () => toolchain.build(engine, platform, output));
    await chmod(output, 0o755);
    const manifest: Manifest = {
      engine: engine.name,
      version: engine.version,
      compiler: platform.compiler,
      platform: `${platform.os}_${platform.arch}`,
      sha256: await sha256File(output),
    };
    await writeFile(join(next, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await publish(engine, next, folder, join(workspace, 'previous'));
    progress(`built ${label(engine)} in ${String(seconds)} s`);
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function publish(engine: Engine, next: string, folder: string, previous: string) {
  if ((await inspect(engine, folder)).state === 'damaged') {
    await rename(folder, previous).catch(() => undefined); // unless another process moved it first
  }
  try {
    await rename(next, folder);
  } catch (error) {
    // Another process has just published the same engine; its work is as good as ours.
    if ((await inspect(engine, folder)).state !== 'sound') throw error;
  }
}

async function timed(
  engine: Engine,
  progress: (message: string) => void,
  work: () => Promise<void>,
): Promise<number> {
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 1000);
  const tell = (): void => {
    const usual = `usually ${String(engine.usualSeconds)} s after the download`;
    progress(`building ${label(engine)}, ${usual} ... ${String(seconds())} s`);
  };
  tell();
  const timer = setInterval(tell, 1000);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return seconds();
}

/** Removes what builds left that were killed; a build that still runs is younger than that. */
async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('.building-')) continue;
    const path = join(parent, name);
    const modified = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - modified > staleAfterMs) await rm(path, { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function label(engine: Engine): string {
  return `${engine.title} ${engine.version}`;
}
