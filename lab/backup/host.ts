/**
 * The lab's libvirt host, as far as backup jobs are concerned: installs what the library has rendered, and runs units as
 * systemd would. Input: a scope with backup policies. Output: what each unit that ran has printed.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { writeBackupJobs } from '../../lib/drivers/libvirt';
import { jobPath } from '../../lib/drivers/libvirt/map-backup-jobs';
import { hypervisorStatus, type LabInstance } from '../hypervisor';
import { CommandFailed, run } from '../../lib/operations/process';

/** What a unit has done. */
export interface UnitRun {
  readonly unit: string;
  /** The line of JSON that it printed. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** A unit file: values by section and name, in order. */
type Unit = ReadonlyMap<string, readonly string[]>;

const unitSeconds = 300;
const program = '/usr/local/sbin/vm-backup';

export class BackupHost {
  /** Installs the jobs of the one hypervisor of a stack, and empties the storages that they write to. */
  static install(
    scope: IConstruct,
    instance: LabInstance,
    storages: readonly string[],
  ): BackupHost {
    const folder = join(instance.stateFolder, 'backup-jobs');
    rmSync(folder, { recursive: true, force: true });
    const [own] = Object.values(writeBackupJobs(scope, folder));
    if (own === undefined) throw new Error('the stack has no backup policy');
    for (const storage of storages) {
      rmSync(storage, { recursive: true, force: true }); // backups of an interrupted drill
      mkdirSync(storage, { recursive: true, mode: 0o700 });
    }
    return new BackupHost(instance, join(own, 'files'));
  }

  /** @param root - folder `files` of what `writeBackupJobs` wrote for the lab's hypervisor */
  constructor(
    private readonly instance: LabInstance,
    /** Stands for the root folder of the host. */
    readonly root: string,
  ) {}

  /** Runs a service, and those that it triggers, one after the other. */
  async start(unit: string): Promise<readonly UnitRun[]> {
    const [, template = '', vm = ''] = /^(.*)@(.*)\.service$/.exec(unit) ?? [];
    const values = parseUnit(
      readFileSync(join(this.root, `/etc/systemd/system/${template}@.service`), 'utf8'),
    );
    const of = (name: string): readonly string[] =>
      (values.get(name) ?? []).map((value) => value.replaceAll('%i', vm));
    const [command = ''] = of('ExecStart');
    const capabilities = of('CapabilityBoundingSet').flatMap((value) => value.split(' '));
    // What the unit takes from root, as far as it can be taken without systemd.
    const confined = [
      ...(of('ProtectSystem').includes('strict') ? readOnlyBut(of('ReadWritePaths')) : []),
      'setpriv',
      ...(of('NoNewPrivileges').includes('yes') ? ['--no-new-privs'] : []),
      `--bounding-set=-all,${capabilities.map((name) => `+${name.slice(4).toLowerCase()}`).join(',')}`,
    ];
    const result = await this.run([
      ...confined,
      ...command.split(' ').map((word) => this.own(word)),
    ]);
    const triggered: UnitRun[] = [];
    for (const next of of('OnSuccess')) triggered.push(...(await this.start(next)));
    return [{ unit, result }, ...triggered];
  }

  /** The program of the jobs, as an administrator calls it. */
  async vmBackup(
    command: string,
    policy: string,
    vm: string,
    ...options: readonly string[]
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.run([this.own(program), command, this.own(jobPath(policy, vm)), ...options]);
  }

  /**
   * Writes a program that is called as the installed one is, from outside of the lab's namespaces and with the paths of a
   * host: what `VM_LIFECYCLE_BACKUP_PROGRAM` names.
   */
  async writeProgram(file: string): Promise<void> {
    const enter = (await this.enter()).join(' ');
    const script = `#!/bin/sh
command=$1 job=$2
shift 2
exec ${enter} '${this.own(program)}' "$command" '${this.root}'"$job" "$@"
`;
    writeFileSync(file, script, { mode: 0o755 });
  }

  /** The path of an installed file; other words stay as they are. */
  private own(word: string): string {
    return word.startsWith('/') ? join(this.root, word) : word;
  }

  private async run(command: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const [nsenter = '', ...enter] = await this.enter();
    const { stdout } = await run(nsenter, [...enter, ...command], {
      timeoutMs: unitSeconds * 1000,
    });
    return JSON.parse(stdout.trim().split('\n').pop() ?? '') as Record<string, unknown>;
  }

  /** What runs a command in the namespaces of the lab's libvirtd, where sockets and folders lie as on any host. */
  private async enter(): Promise<readonly string[]> {
    const { processes } = await hypervisorStatus(this.instance);
    const libvirtd = processes.find(({ command: line }) => line.startsWith('libvirtd '));
    if (libvirtd === undefined) throw new Error(`hypervisor "${this.instance.name}" does not run`);
    return ['nsenter', '--target', String(libvirtd.pid), '--mount', '--net', '--pid', '--'];
  }
}

/** What a unit printed on standard error, if it failed by itself. */
export function failureOf(error: unknown): string {
  if (error instanceof CommandFailed) return error.result.stderr.trim();
  throw error;
}

/** A command that runs the rest of its words where the root file system can't be written to, except below these folders. */
function readOnlyBut(folders: readonly string[]): readonly string[] {
  const script = `for folder in $1; do mount --bind "$folder" "$folder"; done
    mount -o remount,bind,ro /
    shift
    exec "$@"`;
  const shell = ['/bin/sh', '-e', '-c', script, 'sh', folders.join(' ')];
  return ['unshare', '--mount', '--propagation', 'private', '--', ...shell];
}

function parseUnit(text: string): Unit {
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) values.set(name, [...(values.get(name) ?? []), value ?? '']);
  }
  return values;
}
