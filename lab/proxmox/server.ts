/** Starts and stops the simulated Proxmox VE of an instance. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabInstance } from '../hypervisor';
import { startDetached, type DetachedServer } from '../support/detached';
import { lastLines, readIfThere } from '../support/files';
import { withLock } from '../support/lock';
import { repositoryRoot } from '../support/paths';
import { endProcess, recordedProcess, type ProcessIdentity } from '../support/process-identity';
import { ProxmoxClient } from './client';
import type { ProxmoxConnection } from './connection';
import { ensureSimulatorPython } from './python';

/** How to start, and whom to tell. */
export interface StartProxmoxOptions {
  readonly onProgress?: (message: string) => void;
  /** The major release that it is: 8 has HA groups, 9 has HA rules. @default 9 */
  readonly release?: 8 | 9;
  /** The interpreter to run it with. @default - the pinned environment, made where it is missing */
  readonly python?: string;
  /** How long it may take to answer, in seconds. @default 30 */
  readonly timeoutSeconds?: number;
}

/** What runs of the simulated Proxmox VE of an instance. */
export interface ProxmoxStatus {
  /** `starting` is also a simulator that hangs. */
  readonly state: 'stopped' | 'starting' | 'running';
  readonly pid?: number;
  /** How to reach it, once it answers. */
  readonly connection?: ProxmoxConnection;
}

const defaultStartSeconds = 30;
const stopSeconds = 5;

/**
 * Starts the simulator and waits until it answers; returns the connection of the one that runs
 * where one does. It outlives the process that started it, and forgets everything when it stops.
 */
export async function startProxmox(
  instance: LabInstance,
  options: StartProxmoxOptions = {},
): Promise<ProxmoxConnection> {
  if (process.platform !== 'linux') {
    throw new Error(
      `the simulated Proxmox VE needs Linux and this is ${process.platform}: run it in a Linux virtual machine; synthesis, unit tests and reviews work here too`,
    );
  }
  const report = options.onProgress ?? (() => undefined);
  const folder = folderOf(instance);
  await mkdir(instance.root, { recursive: true, mode: 0o711 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const python = options.python ?? (await ensureSimulatorPython({ onProgress: report }));
  return withLock(
    join(folder, 'start.lock'),
    () => {
      report('simulated Proxmox VE: another process starts it, waiting for it');
    },
    async () => {
      const deadline = Date.now() + (options.timeoutSeconds ?? defaultStartSeconds) * 1000;
      const runs = recorded(folder);
      if (runs === undefined) {
        report('starting the simulated Proxmox VE');
        await writeSecrets(folder);
        const { exitCode } = launch(folder, python, options.release ?? 9);
        return answering(instance, deadline, exitCode);
      }
      const connection = await answering(instance, deadline, () => undefined);
      await needRelease(connection, options.release);
      report(`the simulated Proxmox VE runs already at ${connection.endpoint}`);
      return connection;
    },
  );
}

/** Stops the simulator of that instance; what it simulated is gone. Does nothing where none runs. */
export async function stopProxmox(
  instance: LabInstance,
  options: { readonly onProgress?: (message: string) => void } = {},
): Promise<void> {
  const folder = folderOf(instance);
  const identity = recorded(folder);
  if (identity !== undefined) {
    options.onProgress?.(`stopping the simulated Proxmox VE (process ${String(identity.pid)})`);
    if (!(await endProcess(identity, stopSeconds))) {
      throw new Error(
        `the simulated Proxmox VE (process ${String(identity.pid)}) does not end: see ${logOf(folder)}`,
      );
    }
  }
  await rm(join(folder, 'process.json'), { force: true });
}

/** What runs; asks the simulator whether it answers. */
export async function proxmoxStatus(instance: LabInstance): Promise<ProxmoxStatus> {
  const folder = folderOf(instance);
  const identity = recorded(folder);
  if (identity === undefined) return { state: 'stopped' };
  const { pid } = identity;
  const connection = connectionIn(folder);
  if (connection === undefined || !(await answers(connection))) return { state: 'starting', pid };
  return { state: 'running', pid, connection };
}

function folderOf(instance: LabInstance): string {
  return join(instance.root, 'proxmox');
}

function logOf(folder: string): string {
  return join(folder, 'simulator.log');
}

/** The simulator that is recorded and still is that very process. */
function recorded(folder: string): ProcessIdentity | undefined {
  return recordedProcess(join(folder, 'process.json'));
}

/** Kept between starts, so that what was configured with them still fits. */
async function writeSecrets(folder: string): Promise<void> {
  const path = join(folder, 'secrets.json');
  if (parseSecrets(readIfThere(path)) !== undefined) return;
  const secrets: Secrets = {
    password: randomBytes(18).toString('base64url'),
    tokenSecret: randomUUID(),
  };
  await writeFile(path, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  await chmod(path, 0o600); // also where a torn file was there before
}

/** Starts the simulator. It writes its own record, so that none can run unrecorded. */
function launch(folder: string, python: string, release: 8 | 9): DetachedServer {
  // The same port again, so that what was configured with it still fits.
  const before = /:(\d+)\//.exec(connectionIn(folder)?.endpoint ?? '')?.[1] ?? '0';
  return startDetached(
    python,
    ['-m', 'simulator', folder, '--port', before, '--release', String(release)],
    {
      cwd: '/',
      env: {
        PYTHONPATH: join(repositoryRoot, 'lab', 'proxmox'),
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUNBUFFERED: '1',
      },
      log: logOf(folder),
    },
  );
}

async function answering(
  instance: LabInstance,
  deadline: number,
  exitCode: () => number | undefined,
): Promise<ProxmoxConnection> {
  const log = logOf(folderOf(instance));
  for (;;) {
    const { connection, state } = await proxmoxStatus(instance);
    if (state === 'running' && connection !== undefined) return connection;
    if (exitCode() !== undefined) {
      throw new Error(
        `the simulated Proxmox VE ended while it started: see ${log}\n${lastLines(log)}`,
      );
    }
    if (Date.now() > deadline) {
      throw new Error(
        `the simulated Proxmox VE does not answer: see ${log}, and stop it before another try\n${lastLines(log)}`,
      );
    }
    await sleep(50);
  }
}

async function needRelease(connection: ProxmoxConnection, asked?: 8 | 9): Promise<void> {
  if (asked === undefined) return;
  const client = new ProxmoxClient(connection);
  try {
    const { release } = await client.get<{ release: string }>('version');
    if (Number.parseInt(release, 10) === asked) return;
    throw new Error(
      `the simulated Proxmox VE that runs is release ${release} and ${String(asked)} was asked for: stop it first`,
    );
  } finally {
    client.close();
  }
}

async function answers(connection: ProxmoxConnection): Promise<boolean> {
  const client = new ProxmoxClient(connection);
  try {
    await client.get('version');
    return true;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

interface Secrets {
  readonly password: string;
  readonly tokenSecret: string;
}

/** From what the simulator announced, the secrets that it was given, and its certificate. */
function connectionIn(folder: string): ProxmoxConnection | undefined {
  const certificate = readIfThere(join(folder, 'tls.crt'));
  const secrets = parseSecrets(readIfThere(join(folder, 'secrets.json')));
  const ready = parseObject(readIfThere(join(folder, 'ready.json')));
  const { endpoint, username, tokenId } = ready as Record<string, string | undefined>;
  if (endpoint === undefined || username === undefined || tokenId === undefined) return undefined;
  if (certificate === undefined || secrets === undefined) return undefined;
  const apiToken = `${tokenId}=${secrets.tokenSecret}`;
  return { endpoint, apiToken, username, password: secrets.password, certificate };
}

function parseSecrets(text: string | undefined): Secrets | undefined {
  const { password, tokenSecret } = parseObject(text);
  return typeof password === 'string' && typeof tokenSecret === 'string'
    ? { password, tokenSecret }
    : undefined;
}

function parseObject(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // torn, or not there
  }
}
