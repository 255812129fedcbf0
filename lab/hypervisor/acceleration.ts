import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../support/paths';
import { currentBootId } from '../support/process-identity';

/** How libvirt calls hardware and software virtualization. */
export type DomainType = 'kvm' | 'qemu';

/** What guests can run on here, and how that was found out. */
export interface Acceleration {
  readonly domainType: DomainType;
  readonly reason: string;
}

/** How to probe; all of it has defaults. */
export interface ProbeOptions {
  /** The accelerator to try; tests try `tcg`, which works everywhere. */
  readonly accelerator?: 'kvm' | 'tcg';
  /** How long the firmware may take to say something; 20 unless told. */
  readonly timeoutSeconds?: number;
  /** Where the answer is kept until the next boot; `false` probes anew. */
  readonly cacheFile?: string | false;
}

const firmwareCode = '/usr/share/OVMF/OVMF_CODE_4M.ms.fd';
const firmwareVariables = '/usr/share/OVMF/OVMF_VARS_4M.ms.fd';
/** The boot manager of the firmware: it ran through all of its start-up, System Management Mode too. */
const firmwareSpeaks = 'BdsDxe';
const fails = /internal error|emulation failure|failed to initialize|Could not access KVM/i;

/**
 * Decides between hardware and software virtualization by booting firmware with Secure Boot and
 * SMM: `/dev/kvm` may exist, and guests freeze all the same (nested virtualization, mostly).
 * Asked once per boot of the machine.
 */
export async function probeAcceleration(options: ProbeOptions = {}): Promise<Acceleration> {
  const cacheFile = options.cacheFile ?? cacheDirectory('acceleration.json');
  if (cacheFile !== false) {
    const known = parseAnswer(await readFile(cacheFile, 'utf8').catch(() => ''), currentBootId());
    if (known !== undefined) return known;
  }
  const answer =
    options.accelerator !== 'tcg' && !existsSync('/dev/kvm')
      ? { domainType: 'qemu' as const, reason: 'this machine has no /dev/kvm' }
      : await boot(options.accelerator ?? 'kvm', options.timeoutSeconds ?? 20);
  if (cacheFile !== false) {
    await mkdir(dirname(cacheFile), { recursive: true });
    const unfinished = `${cacheFile}.${String(process.pid)}`;
    await writeFile(unfinished, `${JSON.stringify({ bootId: currentBootId(), ...answer })}\n`);
    await rename(unfinished, cacheFile);
  }
  return answer;
}

/** The kept answer, unless it is of another boot or unreadable. */
export function parseAnswer(text: string, bootId: string): Acceleration | undefined {
  try {
    const kept = JSON.parse(text) as Record<string, unknown>;
    if (kept.bootId !== bootId || typeof kept.reason !== 'string') return undefined;
    return kept.domainType === 'kvm' || kept.domainType === 'qemu'
      ? { domainType: kept.domainType, reason: kept.reason }
      : undefined;
  } catch {
    return undefined;
  }
}

/** What so much output means; undefined while it means nothing yet. */
export function judge(output: string): Acceleration | undefined {
  if (output.includes(firmwareSpeaks)) {
    return { domainType: 'kvm', reason: 'firmware with Secure Boot and SMM boots under KVM' };
  }
  const failure = output.split('\n').find((line) => fails.test(line));
  return failure === undefined
    ? undefined
    : {
        domainType: 'qemu',
        reason: `a guest fails under KVM, though /dev/kvm is there: ${failure.trim()}`,
      };
}

/** Boots a machine without disks until its firmware speaks, it fails, or time is up; always ends it. */
async function boot(accelerator: string, timeoutSeconds: number): Promise<Acceleration> {
  const folder = await mkdtemp(join(tmpdir(), 'vm-lifecycle-probe-'));
  try {
    const variables = join(folder, 'variables.fd');
    await copyFile(firmwareVariables, variables);
    return await new Promise<Acceleration>((resolve) => {
      // setpriv: however this process ends, QEMU ends with it.
      const child = spawn(
        'setpriv',
        ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...qemuArguments(accelerator, variables)],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let output = '';
      const timer = setTimeout(() => {
        finish({
          domainType: 'qemu',
          reason: `firmware says nothing under ${accelerator} within ${String(timeoutSeconds)} s`,
        });
      }, timeoutSeconds * 1000);
      let answer: Acceleration | undefined;
      const finish = (found: Acceleration): void => {
        answer ??= found;
        clearTimeout(timer);
        child.kill('SIGKILL');
      };
      const read = (chunk: Buffer): void => {
        output += chunk.toString('latin1');
        const found = judge(output);
        if (found !== undefined) finish(found);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', (error) => {
        answer ??= { domainType: 'qemu', reason: `QEMU does not start: ${error.message}` };
      });
      child.on('close', () => {
        clearTimeout(timer);
        const last = output.trim().split('\n').pop() ?? '';
        resolve(
          answer ?? { domainType: 'qemu', reason: `QEMU ended under ${accelerator}: ${last}` },
        );
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function qemuArguments(accelerator: string, variables: string): string[] {
  return [
    ...['-accel', accelerator, '-machine', 'q35,smm=on', '-cpu', 'max', '-m', '256', '-smp', '2'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-monitor', 'none'],
    ...['-global', 'driver=cfi.pflash01,property=secure,value=on'],
    ...['-global', 'ICH9-LPC.disable_s3=1'],
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${firmwareCode}`],
    ...['-drive', `if=pflash,unit=1,format=raw,file=${variables}`],
    ...['-serial', 'stdio'],
  ];
}
