import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureEngine } from '../engines/build';
import type { LabInstance } from '../hypervisor/instance';
import { startDetached } from '../support/detached';
import { lastLines } from '../support/files';
import { withLock } from '../support/lock';
import {
  endProcess,
  identityOf,
  isRunning,
  type ProcessIdentity,
} from '../support/process-identity';
import type { VcenterConnection } from './connection';
import { readRecord, vcenterFiles, writeRecord } from './record';

/** How to start, and whom to tell. */
export interface StartVcenterOptions {
  /** Called when something begins, ends, or still takes its time. */
  readonly onProgress?: (message: string) => void;
  /** How long the simulator may take until it is ready, in seconds. @default 60 */
  readonly timeoutSeconds?: number;
  /** Templates beside the built-in ones, each `NAME` or `NAME@SNAPSHOT`. @default - none */
  readonly templates?: readonly string[];
  /** The program in place of the lab's own build of it. @default - built when it is first needed */
  readonly program?: string;
}

/** How to stop, and whom to tell. */
export interface StopVcenterOptions {
  readonly onProgress?: (message: string) => void;
  /** How long the simulator may take to end by itself, in seconds. @default 5 */
  readonly timeoutSeconds?: number;
}

/** What runs of an instance's vCenter. */
export interface VcenterStatus {
  /** `starting` also where it hangs: it runs and does not answer. */
  readonly state: 'stopped' | 'starting' | 'running';
  readonly pid?: number;
  readonly connection?: VcenterConnection;
}

const user = 'administrator@vsphere.local';
const defaultStartSeconds = 60;
const defaultStopSeconds = 5;

/**
 * Starts the simulated vCenter of an instance and waits until it answers; one that runs already is
 * left as it is, with everything that was deployed to it. It survives the process that started it,
 * until {@link stopVcenter} or a reboot, and then it forgets its machines.
 *
 * It listens on loopback only, on the port that it had before where that is free, and takes a
 * password that is made when it starts.
 */
export async function startVcenter(
  instance: LabInstance,
  options: StartVcenterOptions = {},
): Promise<VcenterConnection> {
  const progress = options.onProgress ?? (() => undefined);
  const program = options.program ?? (await ensureEngine('vcenter', { onProgress: progress })).path;
  const files = vcenterFiles(instance);
  await mkdir(instance.root, { recursive: true, mode: 0o711 });
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  const wait = (): void => {
    progress(`vCenter of "${instance.name}": waiting for another command to start or stop it`);
  };
  return withLock(files.lock, wait, async () => {
    const status = await vcenterStatus(instance);
    if (status.state === 'running' && status.connection !== undefined) {
      progress(`vCenter of "${instance.name}" answers already on ${status.connection.server}`);
      return status.connection;
    }
    const before = readRecord(instance);
    // Nobody else is starting it: what runs and does not answer was left by a start that broke off.
    if (before !== undefined) await end(before.process, defaultStopSeconds);
    return start(instance, program, before?.connection?.server, options);
  });
}

/** Stops the simulated vCenter and removes what it kept; its log stays. */
export async function stopVcenter(
  instance: LabInstance,
  options: StopVcenterOptions = {},
): Promise<void> {
  const progress = options.onProgress ?? (() => undefined);
  const files = vcenterFiles(instance);
  if (!existsSync(files.folder)) return;
  const wait = (): void => {
    progress(`vCenter of "${instance.name}": waiting for another command to start or stop it`);
  };
  await withLock(files.lock, wait, async () => {
    const record = readRecord(instance);
    if (record !== undefined && isRunning(record.process)) {
      progress(`stopping vCenter of "${instance.name}" (process ${String(record.process.pid)})`);
      await end(record.process, options.timeoutSeconds ?? defaultStopSeconds);
    }
    for (const file of [files.record, files.output, files.temporary]) {
      await rm(file, { recursive: true, force: true });
    }
  });
}

/** What runs of the instance; a connection is there where it answers. */
export async function vcenterStatus(instance: LabInstance): Promise<VcenterStatus> {
  const record = readRecord(instance);
  if (record === undefined || !isRunning(record.process)) return { state: 'stopped' };
  const { connection, process } = record;
  if (connection === undefined || !(await answers(connection.server))) {
    return { state: 'starting', pid: process.pid };
  }
  return { state: 'running', pid: process.pid, connection };
}

async function start(
  instance: LabInstance,
  program: string,
  before: string | undefined,
  options: StartVcenterOptions,
): Promise<VcenterConnection> {
  const progress = options.onProgress ?? (() => undefined);
  progress(`starting vCenter of "${instance.name}"`);
  const password = randomBytes(18).toString('base64url');
  const fixed = before !== undefined && !(await answers(before));
  const launched = await launch(
    instance,
    program,
    fixed ? before : '127.0.0.1:0',
    password,
    options,
  );
  const server = await ready(instance, launched, options.timeoutSeconds ?? defaultStartSeconds);
  const connection = { server, user, password };
  await writeRecord(instance, { process: launched, connection });
  progress(`vCenter of "${instance.name}" answers on ${server}`);
  return connection;
}

/** Starts the program; it outlives this process, and is on record from its first moment. */
async function launch(
  instance: LabInstance,
  program: string,
  listen: string,
  password: string,
  options: StartVcenterOptions,
): Promise<ProcessIdentity> {
  const files = vcenterFiles(instance);
  await rm(files.temporary, { recursive: true, force: true });
  await mkdir(files.temporary, { mode: 0o700 });
  const templates = (options.templates ?? []).flatMap((template) => ['-template', template]);
  const { pid } = startDetached(program, ['serve', '-listen', listen, ...templates], {
    cwd: files.folder,
    // The password is not on the command line, where every user of the machine sees it.
    env: {
      PATH: process.env.PATH,
      TMPDIR: files.temporary,
      VSPHERE_USER: user,
      VSPHERE_PASSWORD: password,
    },
    log: files.log,
    output: files.output,
  });
  const identity = pid === undefined ? undefined : identityOf(pid);
  if (identity === undefined) throw new Error(`vCenter ended at once: see ${files.log}`);
  await writeRecord(instance, { process: identity });
  return identity;
}

/** Waits for the line that the simulator prints when it is ready, and returns host and port. */
async function ready(
  instance: LabInstance,
  launched: ProcessIdentity,
  seconds: number,
): Promise<string> {
  const files = vcenterFiles(instance);
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const server = serverIn(readFileSync(files.output, 'utf8'));
    if (server !== undefined && (await answers(server))) return server;
    if (!isRunning(launched)) {
      throw new Error(
        `vCenter of "${instance.name}" ended while it started: see ${files.log}\n${lastLines(files.log)}`,
      );
    }
    if (Date.now() > deadline) {
      await end(launched, defaultStopSeconds);
      throw new Error(
        `vCenter of "${instance.name}" was not ready within ${String(seconds)} s, so it was ended: see ${files.log}\n${lastLines(files.log)}`,
      );
    }
    await sleep(50);
  }
}

/** Host and port in `{"url":"https://127.0.0.1:41235/sdk"}`. */
function serverIn(output: string): string | undefined {
  const line = output.split('\n')[0] ?? '';
  if (!output.includes('\n')) return undefined;
  return new URL((JSON.parse(line) as { url: string }).url).host;
}

/** True when something takes connections there. */
function answers(server: string): Promise<boolean> {
  const { hostname, port } = new URL(`https://${server}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2000 });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      done(true);
    });
    socket.once('error', () => {
      done(false);
    });
    socket.once('timeout', () => {
      done(false);
    });
  });
}

async function end(identity: ProcessIdentity, seconds: number): Promise<void> {
  if (await endProcess(identity, seconds)) return;
  throw new Error(
    `process ${String(identity.pid)} (vCenter) does not end: look at it, then stop again`,
  );
}
