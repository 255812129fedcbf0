/** Stand-ins for virsh, virtnbdbackup, virtnbdrestore and qemu-img: they leave files as the real ones do. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupScript } from '../../../../lib/drivers/libvirt/backup-script';

export const uuid = '52b69108-a1b4-5f9f-a9f4-ce272a985aac';

const tools = {
  virsh: `#!/bin/sh
case $4 in
  domuuid) cat "$FAKE/uuid"; echo; echo ;;
  domstate) cat "$FAKE/state"; echo ;;
  dumpxml) cat "$FAKE/domain.xml" ;;
  *) echo "virsh: $4" >&2; exit 1 ;;
esac
`,
  virtnbdbackup: `#!/usr/bin/env -S python3 -IS
import json, os, sys
here = os.environ['FAKE']
value = lambda name: sys.argv[sys.argv.index(name) + 1]
out, level = value('--output'), value('--level')
os.makedirs(out + '/checkpoints', exist_ok=True)
cpt = out + '/' + value('--domain') + '.cpt'
points = json.load(open(cpt)) if os.path.exists(cpt) else []
if level == 'inc' and not points: sys.exit('No existing checkpoints found')
name = 'virtnbdbackup.%d' % len(points)
json.dump(points + [name], open(cpt, 'w'))
open(out + '/checkpoints/' + name + '.xml', 'w').write(name)
fault = open(here + '/fault').read()
if fault == level or fault == 'any': sys.exit('Error during backup')
for disk in ('vda', 'vdb'):
    file = disk + ('.full.data' if level == 'full' else '.inc.' + name + '.data')
    open(out + '/' + file, 'w').write('%s %s;' % (level, open(here + '/' + disk).read()))
open(out + '/vars.fd.' + name, 'w').write(open(here + '/vars.fd').read())
sys.stderr.write('Freezed [%s] filesystems.\\n' % open(here + '/frozen').read())
`,
  virtnbdrestore: `#!/usr/bin/env -S python3 -IS
import sys
value = lambda name: sys.argv[sys.argv.index(name) + 1]
files = value('--sequence').split(',')
open(value('--output') + '/' + files[0].split('.')[0], 'w').write(''.join(open(value('--input') + '/' + f).read() for f in files))
`,
  'qemu-img': '#!/bin/sh\n',
} as const;

/** A host with one VM of two disks, and the program that backs it up. */
export class FakeHost {
  readonly root = mkdtempSync(join(tmpdir(), 'vm-backup-'));
  readonly target = join(this.root, 'target');
  readonly copyTarget = join(this.root, 'copy');

  constructor(job: object = {}) {
    mkdirSync(join(this.root, 'bin'));
    for (const [name, source] of Object.entries(tools)) {
      writeFileSync(join(this.root, 'bin', name), source);
      chmodSync(join(this.root, 'bin', name), 0o755);
    }
    const disk = (name: string): string =>
      `<disk type='file' device='disk'><source file='${this.root}/${name}'/><target dev='${name}'/></disk>`;
    this.set(
      'domain.xml',
      `<domain><os><nvram>${this.root}/vars.fd</nvram></os><devices>${disk('vda')}${disk('vdb')}<disk type='file' device='cdrom'><target dev='sda'/></disk></devices></domain>`,
    );
    this.set('uuid', uuid);
    this.set('state', 'running');
    this.set('frozen', '2');
    this.set('fault', '');
    this.set('vars.fd', 'variables 0');
    this.change('0');
    writeFileSync(join(this.root, 'vm-backup'), backupScript, { mode: 0o755 });
    writeFileSync(
      join(this.root, 'job.json'),
      JSON.stringify({
        policy: 'nightly',
        vm: { name: 'web-1', uuid },
        uri: 'qemu:///system',
        target: this.target,
        copyTarget: this.copyTarget,
        folder: 'nightly/web-1',
        retention: { last: 3, daily: 0, weekly: 0, monthly: 0, yearly: 0 },
        recoveryPointSeconds: 86400,
        recoveryTimeSeconds: 600,
        ...job,
      }),
    );
    mkdirSync(this.target);
    mkdirSync(this.copyTarget);
  }

  set(name: string, content: string): void {
    writeFileSync(join(this.root, name), content);
  }
  get(name: string): string {
    return readFileSync(join(this.root, name), 'utf8');
  }

  /** Writes something into both disks. */
  change(what: string): void {
    this.set('vda', `system ${what}`);
    this.set('vdb', `data ${what}`);
  }

  /** Runs the program. */
  run(
    command: string,
    ...options: readonly string[]
  ): { status: number | null; result: Result; error: string } {
    const ended = spawnSync(
      '/usr/bin/env',
      [
        'python3',
        '-I',
        join(this.root, 'vm-backup'),
        command,
        join(this.root, 'job.json'),
        ...options,
      ],
      {
        encoding: 'utf8',
        env: { PATH: `${this.root}/bin:${process.env.PATH ?? ''}`, FAKE: this.root },
      },
    );
    const line = ended.stdout.trim().split('\n').pop() ?? '';
    return {
      status: ended.status,
      result: (line === '' ? {} : JSON.parse(line)) as Result,
      error: ended.stderr.trim(),
    };
  }

  /** Runs it, and expects it to end well. */
  ok(command: string, ...options: readonly string[]): Result {
    const { status, result, error } = this.run(command, ...options);
    expect({ command, status, error: status === 0 ? '' : error }).toEqual({
      command,
      status: 0,
      error: '',
    });
    return result;
  }

  /** Chains in a folder, oldest first. */
  chains(root = this.target): string[] {
    return readdirSync(join(root, 'nightly/web-1'))
      .filter((name) => /^\d{8}T/.test(name))
      .sort();
  }

  file(root: string, chain: string, name: string): string {
    return join(root, 'nightly/web-1', chain, name);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface Result {
  readonly chain?: string;
  readonly level?: string;
  readonly point?: number;
  readonly frozenFileSystems?: number;
  readonly copied?: readonly string[];
  readonly removed?: Readonly<Record<string, readonly string[]>>;
  readonly chains?: readonly { chain: string; closed: string | null; points: readonly object[] }[];
}
