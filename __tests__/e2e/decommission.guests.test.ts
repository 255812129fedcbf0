/** The end of a VM with data: retired and destroyed by the command line, which is killed at every step and run again. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { BackupHost } from '../../lab/backup/host';
import { leftovers } from '../../lab/hypervisor';
import { repositoryRoot } from '../../lab/support/paths';
import { GuestAgent } from '../../lib/drivers/libvirt/guest-agent';
import { addDays } from '../../lib/model/dates';
import type { DecommissionEvidence } from '../../lib/operations/decommission';
import { run } from '../../lib/operations/process';
import { CommandLineProject, type CommandResult } from './command-line-project';
import { HookReceivers } from './hook-receivers';
import { TestLab } from './support';

/** A guest boots once in emulation. */
jest.setTimeout(900_000);

const live = (...a: unknown[]) => {
  require('fs').appendFileSync('/tmp/rd/live.log', a.join(' ') + '\n');
};
const stack = 'end-of-life';
const vmName = 'archive-01';
const dataFile = '/srv/data/ledger';
const quarantineDays = 14;
const today = new Date().toISOString().slice(0, 10);
const later = addDays(today, quarantineDays);

/** @param storage - where backups go */
const program = (vm: boolean, storage: string): string => `
import { App } from 'cdktf';
import { BackupPolicy, Duration, HardenedVm, runApp, Size, synthesize } from 'vm-lifecycle';
import { writeBackupJobs } from '${repositoryRoot}/lib/drivers/libvirt';
import { LabEnvironment } from '${repositoryRoot}/stacks/lab-environment';
runApp(() => {
  const app = new App();
  const stack = new LabEnvironment(app, '${stack}');
  ${vm ? vmProgram(storage) : ''}
  synthesize(app);
  ${vm ? "writeBackupJobs(app, 'backup-jobs');" : ''}
});
`;
const vmProgram = (storage: string): string => `
  const vm = new HardenedVm(stack, 'Archive', {
    name: '${vmName}',
    purpose: 'Is retired and destroyed',
    template: stack.template,
    cpuCount: 2,
    memory: Size.mebibytes(768),
    dataDisks: [{ name: 'data', size: Size.gibibytes(1), mountPoint: '/srv/data' }],
    networks: [{ network: 'lab' }],
    guest: {},
    protection: true,
    autostart: true,
  });
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage: '${storage}', failureDomain: 'site-b' },
    recoveryTime: Duration.minutes(5),
  }).protect(vm);
`;

/** Each moment at which a step, or the delivery to a hook, can break off: nothing is done yet, or all is, and not noted. */
const broken = (step: string): readonly string[] => [`after ${step} begin`, `before ${step} done`];
const brokenHook = (hook: string): readonly string[] => [
  `after ${hook} sent`,
  `before ${hook} confirmed`,
];
const told = (step: string): readonly string[] => [
  `after ${step} begin`,
  ...['register', 'monitoring'].flatMap(brokenHook),
  `before ${step} done`,
];
const retireMoments = [
  ...['final-backup', 'verify-backup', 'shutdown'].flatMap(broken),
  ...told('revoke-access'),
  ...['quarantine', 'evidence'].flatMap(broken),
];
const destroyMoments = [
  ...['inspect', 'disks', 'terraform', 'unregister', 'leftovers'].flatMap(broken),
  ...told('revoke-rest'),
  ...broken('evidence'),
];

describe('the end of a VM', () => {
  let lab: TestLab;
  let project: CommandLineProject;
  let hooks: HookReceivers;
  let host: BackupHost;
  let storage: string;
  let environment: NodeJS.ProcessEnv;
  let agent: GuestAgent;
  const folder = mkdtempSync(join(tmpdir(), 'decommission-'));
  const data = { checksum: '', began: 0 };

  beforeAll(async () => {
    data.began = Date.now();
    lab = await TestLab.start('end');
    storage = join(lab.instance.root, 'backup');
    project = new CommandLineProject(program(true, storage));
    hooks = await HookReceivers.start(folder);
    project.write('hooks.json', hooks.configuration);
    const backupProgram = join(folder, 'vm-backup');
    environment = { ...lab.environment, VM_LIFECYCLE_BACKUP_PROGRAM: backupProgram };
    agent = new GuestAgent({ uri: lab.instance.uri, domain: vmName });
    await planAndApply('the VM');
    const [jobs = ''] = await folders('backup-jobs');
    host = new BackupHost(lab.instance, join(jobs, 'files'));
    await host.writeProgram(backupProgram);
    await run('mkdir', ['-p', storage]);
  });

  afterAll(async () => {
    await hooks.stop();
    await lab.stop([]);
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => {
    live(expect.getState().currentTestName, (Date.now() - data.began) / 1000);
  });

  async function command(args: readonly string[], day = today): Promise<CommandResult> {
    return project.run(args, environment, day);
  }

  async function done(args: readonly string[], day = today): Promise<string> {
    live('run', args.join(' '), (Date.now() - data.began) / 1000);
    const { code, stdout, stderr } = await command(args, day);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${String(code)}\n${stdout}\n${stderr}`);
    return stdout;
  }

  const apply = ['apply', stack, '--approved-branch', 'main'];

  async function planAndApply(message: string, day = today): Promise<void> {
    await done(['plan', stack], day);
    project.commit(message);
    await done(apply, day);
  }

  async function folders(name: string): Promise<readonly string[]> {
    const { stdout } = await run('find', [
      join(project.root, name),
      '-mindepth',
      '1',
      '-maxdepth',
      '1',
    ]);
    return stdout.trim().split('\n');
  }

  /** The apply as a process that is killed there. */
  async function killedAt(point: string, day: string): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        '--require',
        join(repositoryRoot, 'node_modules/tsx/dist/preflight.cjs'),
        '--require',
        join(repositoryRoot, 'node_modules/tsx/dist/cjs/index.cjs'),
        join(__dirname, 'command-line-process.ts'),
        ...apply,
      ],
      {
        cwd: project.root,
        env: { ...environment, E2E_TODAY: day, E2E_KILL: point },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => (output += piece));
    }
    const began = Date.now();
    const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (_code, by) => {
        resolve(by);
      });
    });
    live(point, (Date.now() - began) / 1000);
    if (signal !== 'SIGKILL') throw new Error(`it was not killed ${point}:\n${output}`);
  }

  const evidenceFile = (): string => `plans/evidence/${stack}/${vmName}.${today}.json`;
  function evidence(): DecommissionEvidence {
    const value = JSON.parse(project.read(evidenceFile())) as DecommissionEvidence;
    const schema = join(repositoryRoot, 'lib/operations/decommission/evidence.schema.json');
    const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
    const valid = ajv.validate(JSON.parse(readFileSync(schema, 'utf8')) as object, value);
    if (!valid) throw new Error(ajv.errorsText());
    return value;
  }

  test('is provisioned, and enrolled once', async () => {
    const once = { [`enrol ${vmName}`]: 1 };
    expect({ register: hooks.register, monitoring: hooks.monitoring }).toEqual({
      register: once,
      monitoring: once,
    });
    await agent.waitUntilReady({ timeoutSeconds: 600 });
    const script = `set -e
      until mountpoint -q /srv/data; do sleep 1; done
      head -c 1048576 /dev/urandom >${dataFile}; sync; sha256sum <${dataFile}`;
    const { stdout } = await agent.execute(['/bin/sh', '-c', script], { timeoutSeconds: 300 });
    data.checksum = stdout.slice(0, 64);
    expect(data.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is retired, whenever the command is killed', async () => {
    await done([
      ...['retire', stack, vmName, '--reason', 'its data moved', '--reference', 'CHG-1'],
      ...['--quarantine-days', String(quarantineDays), '--shutdown-timeout', '240'],
    ]);
    await done(['plan', stack]);
    project.commit('retire');
    for (const moment of retireMoments) await killedAt(moment, today);
    await done(apply);
    const { retire, destroy } = evidence();
    expect(destroy).toBeNull();
    expect(retire).toMatchObject({
      backup: { mode: 'verified', product: 'virtnbdbackup', verification: { passed: true } },
      shutdown: { mode: 'graceful' },
      quarantine: { began: today, until: later },
    });
    expect(await lab.virsh('domstate', vmName)).toBe('shut off');
    expect(await lab.virsh('list', '--all', '--name', '--autostart')).toBe('');
    const { chains } = await host.vmBackup('list', 'standard', vmName);
    expect(chains).toHaveLength(1);
    const once = { [`enrol ${vmName}`]: 1, [`revoke retire ${vmName}`]: 1 };
    expect({ register: hooks.register, monitoring: hooks.monitoring }).toEqual({
      register: once,
      monitoring: once,
    });
    project.commit('evidence of the retirement');
  });

  test('stays off in its quarantine, without a change or drift, and is not destroyed before its end', async () => {
    expect(await command(['plan', stack, '--detailed-exitcode'])).toMatchObject({ code: 0 });
    expect(await command(['drift', stack, '--detailed-exitcode'])).toMatchObject({ code: 0 });
    await done(apply);
    expect(await lab.virsh('domstate', vmName)).toBe('shut off');
    const early = await command(['destroy', stack, vmName], addDays(later, -1));
    expect(early.code).toBe(2);
    expect(early.stderr).toContain('[VML070]');
  });

  test('is destroyed, whenever the command is killed', async () => {
    await done(['destroy', stack, vmName], later);
    project.program(program(false, storage));
    await done(['plan', stack], later);
    project.commit('destroy');
    for (const moment of destroyMoments) await killedAt(moment, later);
    await done(apply, later);
    const { destroy, retirement } = evidence();
    expect(destroy?.addresses.map(({ address }) => address)).toEqual(retirement.addresses);
    expect(destroy?.removed.map(({ kind }) => kind).sort()).toEqual(['nvram', 'vtpm']);
    const once = {
      [`enrol ${vmName}`]: 1,
      [`revoke retire ${vmName}`]: 1,
      [`revoke destroy ${vmName}`]: 1,
    };
    expect({ register: hooks.register, monitoring: hooks.monitoring }).toEqual({
      register: once,
      monitoring: once,
    });
    project.commit('evidence of the destroy');
    expect(await command(['plan', stack, '--detailed-exitcode'], later)).toMatchObject({ code: 0 });
  });

  test('leaves nothing', async () => {
    const left = leftovers(lab.instance).filter(
      ({ kind, name }) => !['pool', 'network'].includes(kind) && !name.includes('debian-12'),
    );
    expect(left).toEqual([]);
    expect(await lab.virsh('list', '--all', '--name')).toBe('');
    expect(await lab.virsh('nwfilter-binding-list')).toBe('');
    expect(await lab.virsh('vol-list', 'vm-lifecycle-lab')).not.toContain(vmName);
  });

  test('its final backup is restored with all data', async () => {
    const { backup } = evidence().retire;
    const id = backup.mode === 'verified' ? backup.id : '';
    project.write('plans/retirements.json', JSON.stringify({ version: 1, retirements: [] }));
    project.program(program(true, storage));
    await planAndApply('the VM is needed after all', later);
    await lab.virsh('destroy', vmName);
    await host.vmBackup('restore', 'standard', vmName, '--point', id);
    const raw = join(folder, 'data.raw');
    const disk = await lab.virsh('vol-path', '--pool', 'vm-lifecycle-lab', `${vmName}.data.qcow2`);
    await run('qemu-img', ['convert', '-O', 'raw', disk, raw]);
    const restored = join(folder, 'restored');
    await run('debugfs', ['-R', `dump ${dataFile.replace('/srv/data', '')} ${restored}`, raw]);
    const { stdout } = await run('sha256sum', [restored]);
    expect(stdout.slice(0, 64)).toBe(data.checksum);
  });
});
