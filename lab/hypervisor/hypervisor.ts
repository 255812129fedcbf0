import { existsSync, readlinkSync, statSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDetached, type DetachedServer } from '../support/detached';
import { lastLines, readIfThere } from '../support/files';
import {
  isRunning,
  recordedProcess,
  signal,
  type ProcessIdentity,
} from '../support/process-identity';
import { CommandFailed, run } from '../../lib/operations/process';
import { probeAcceleration } from './acceleration';
import { writeConfiguration } from './configuration';
import { labNetwork, type LabInstance } from './instance';
import { processesIn, processesSeeing, type ProcessEntry } from './processes';
import { checkRequirements } from './requirements';

/** How to start, and whom to tell. */
export interface StartOptions {
  /** Called when something begins, ends, or still takes its time. */
  readonly onProgress?: (message: string) => void;
  /** How long libvirt may take to answer, in seconds; 60 unless told. */
  readonly timeoutSeconds?: number;
}

/** How to stop, and whom to tell. */
export interface StopOptions {
  readonly onProgress?: (message: string) => void;
  /** How long guests and libvirt may take to end by themselves, in seconds; 10 unless told. */
  readonly timeoutSeconds?: number;
}

/** What runs of an instance. */
export interface HypervisorStatus {
  /** `stopped`, `starting` (or hanging: it runs and does not answer), or `running`. */
  readonly state: 'stopped' | 'starting' | 'running';
  readonly uri: string;
  /** The process that holds everything together; ending it ends all of them. */
  readonly pid?: number;
  /** Everything that runs in the namespaces of the instance, guests included. */
  readonly processes: readonly ProcessEntry[];
}

const script = join(__dirname, 'private-libvirtd.sh');
const services = join(__dirname, 'services.js');
const defaultStartSeconds = 60;
const defaultStopSeconds = 10;

/**
 * Starts the private hypervisor and waits until it answers; does nothing where it answers
 * already. It survives the process that started it, until {@link stopHypervisor} or a reboot.
 *
 * Definitions, volumes and UEFI variables of an earlier run are there again; guests are off.
 */
export async function startHypervisor(
  instance: LabInstance,
  options: StartOptions = {},
): Promise<HypervisorStatus> {
  await checkRequirements();
  const progress = options.onProgress ?? (() => undefined);
  const seconds = options.timeoutSeconds ?? defaultStartSeconds;
  const deadline = Date.now() + seconds * 1000;
  const began = Date.now();
  if (await answers(instance)) {
    progress(`hypervisor "${instance.name}" answers already`);
    return hypervisorStatus(instance);
  }
  progress(`starting hypervisor "${instance.name}" in ${instance.root}`);
  await prepareFolders(instance);
  let launched = await launch(instance);
  let told = Date.now();
  while (!(await answers(instance))) {
    if (launched.exitCode() === 75 && !isRunningInstance(instance)) {
      // The other start that held the lock has given up: it is our turn.
      launched = await launch(instance);
    } else if (launched.exitCode() !== undefined && launched.exitCode() !== 75) {
      throw new Error(
        `hypervisor "${instance.name}" ended while it started: see ${logFile(instance)}\n${lastLines(logFile(instance))}`,
      );
    }
    if (Date.now() > deadline) {
      throw new Error(
        `hypervisor "${instance.name}" did not answer within ${String(seconds)} s: see ${logFile(instance)} and ${join(instance.logFolder, 'libvirt', 'libvirtd.log')}, and stop it before another try\n${lastLines(logFile(instance))}`,
      );
    }
    if (Date.now() - told > 5000) {
      told = Date.now();
      progress(`waiting for libvirt to answer, ${seconds10(began)} s so far`);
    }
    await sleep(100);
  }
  progress(`hypervisor "${instance.name}" answers after ${seconds10(began)} s`);
  return hypervisorStatus(instance);
}

/**
 * Stops the hypervisor with everything in it, guests included, and proves that no process of it is
 * left. Ends only what it started: the recorded process, checked by its start time, and what lives
 * in its process namespace. Does nothing where it does not run.
 */
export async function stopHypervisor(
  instance: LabInstance,
  options: StopOptions = {},
): Promise<void> {
  const progress = options.onProgress ?? (() => undefined);
  const holder = runningHolder(instance);
  if (holder === undefined) {
    progress(`hypervisor "${instance.name}" does not run`);
  } else {
    progress(`stopping hypervisor "${instance.name}" (process ${String(holder.pid)})`);
    const namespace = innerNamespace(holder.pid);
    const first = firstProcess(holder.pid);
    if (first !== undefined) signal(first, 'SIGTERM');
    const patience = Date.now() + (options.timeoutSeconds ?? defaultStopSeconds) * 1000;
    while (isRunning(holder) && Date.now() < patience) await sleep(50);
    if (isRunning(holder)) {
      progress(`hypervisor "${instance.name}" did not end by itself: ending it`);
      signal(holder.pid, 'SIGKILL'); // its death kills the first process, and that one all others
    }
    await allGone(instance, holder, namespace);
    progress(`hypervisor "${instance.name}" is stopped`);
  }
  // What a socket or status file says is no longer so.
  for (const file of [join(instance.stateFolder, 'hypervisor.json'), instance.runFolder]) {
    await rm(file, { recursive: true, force: true });
  }
}

/** What runs of the instance; asks libvirt whether it answers. */
export async function hypervisorStatus(instance: LabInstance): Promise<HypervisorStatus> {
  const holder = runningHolder(instance);
  if (holder === undefined) return { state: 'stopped', uri: instance.uri, processes: [] };
  return {
    state: (await answers(instance)) ? 'running' : 'starting',
    uri: instance.uri,
    pid: holder.pid,
    processes: instanceProcesses(instance),
  };
}

/** Every process of the instance, found by the /run/libvirt it sees; no record is needed. */
export function instanceProcesses(instance: LabInstance): ProcessEntry[] {
  const folder = statSync(instance.runFolder, { throwIfNoEntry: false });
  return folder === undefined ? [] : processesSeeing('/run/libvirt', folder);
}

async function prepareFolders(instance: LabInstance): Promise<void> {
  // The QEMU user looks for its images below: it must be able to pass, and needs not list.
  for (const folder of [instance.root, instance.imagesFolder]) {
    await mkdir(folder, { recursive: true, mode: 0o711 });
  }
  for (const folder of [instance.stateFolder, instance.logFolder]) {
    await mkdir(folder, { recursive: true, mode: 0o755 });
  }
  for (let folder = dirname(instance.root); folder !== '/'; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) {
      throw new Error(
        `the QEMU user cannot pass through ${folder} to the disks of its guests: set VM_LIFECYCLE_LAB_ROOT to a folder that all may pass, or unset it`,
      );
    }
  }
  await writeConfiguration(instance);
}

/** Starts the script; it outlives this process. */
async function launch(instance: LabInstance): Promise<DetachedServer> {
  const { domainType } = await probeAcceleration();
  return startDetached(
    '/bin/bash',
    [
      ...[script, 'launch', instance.root],
      ...[process.execPath, services, instance.collectorLog],
      ...['/run/libvirt/services-ready', JSON.stringify(labNetwork)],
    ],
    {
      cwd: '/',
      env: { VM_LIFECYCLE_LAB_DOMAIN_TYPE: domainType },
      log: logFile(instance),
    },
  );
}

/** True when the libvirtd of this instance, and no other, answers. */
async function answers(instance: LabInstance): Promise<boolean> {
  if (!existsSync(instance.socket) || !isRunningInstance(instance)) return false;
  try {
    await run('virsh', ['--connect', instance.uri, 'uri'], { timeoutMs: 10_000 });
    return true;
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}

function isRunningInstance(instance: LabInstance): boolean {
  return runningHolder(instance) !== undefined;
}

/** The recorded process of the instance, if it still is that one. */
function runningHolder(instance: LabInstance): ProcessIdentity | undefined {
  return recordedProcess(join(instance.stateFolder, 'hypervisor.json'));
}

/** The process namespace that the holder made for its child; undefined before it did. */
function innerNamespace(pid: number): string | undefined {
  try {
    const own = readlinkSync(`/proc/${String(pid)}/ns/pid`);
    const inner = readlinkSync(`/proc/${String(pid)}/ns/pid_for_children`);
    return inner === own ? undefined : inner;
  } catch {
    return undefined;
  }
}

/** The first process of the namespaces: the only child of the holder. */
function firstProcess(pid: number): number | undefined {
  const children = readIfThere(`/proc/${String(pid)}/task/${String(pid)}/children`)?.trim();
  const first = Number(children?.split(' ')[0]);
  return Number.isSafeInteger(first) && first > 1 ? first : undefined;
}

/** Waits until nothing of the instance runs, and fails with the list of what does. */
async function allGone(
  instance: LabInstance,
  holder: ProcessIdentity,
  namespace: string | undefined,
): Promise<void> {
  const left = (): ProcessEntry[] => [
    ...(isRunning(holder) ? [{ pid: holder.pid, command: 'unshare' }] : []),
    ...(namespace === undefined ? [] : processesIn(namespace)),
    ...instanceProcesses(instance).filter(({ pid }) => pid !== holder.pid),
  ];
  const deadline = Date.now() + 5000;
  while (left().length > 0 && Date.now() < deadline) await sleep(50);
  const still = left();
  if (still.length === 0) return;
  const list = still.map(({ pid, command }) => `  ${String(pid)} ${command}`).join('\n');
  throw new Error(
    `processes of hypervisor "${instance.name}" are left; they wait for the kernel (a disk or network file system that does not answer): look at them, then stop again\n${list}`,
  );
}

function logFile(instance: LabInstance): string {
  return join(instance.logFolder, 'hypervisor.log');
}

function seconds10(began: number): string {
  return ((Date.now() - began) / 1000).toFixed(1);
}
