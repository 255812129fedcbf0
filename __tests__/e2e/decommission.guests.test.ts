/** The end of a VM with data: retired and destroyed by the command line, which is killed at every step and run again. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { BackupHost } from '../../lab/backup/host';
import { leftovers } from '../../lab/hypervisor';
import { repositoryRoot } from '../../lab/support/paths';
import { agentOf, waitForGuest } from '../../lab/verify/attest';
import type { GuestAgent } from '../../lib/drivers/libvirt/guest-agent';
import { addDays } from '../../lib/model/dates';
import type { DecommissionEvidence } from '../../lib/operations/decommission';
import { run } from '../../lib/operations/process';
import { CommandLineProject, type CommandResult } from './command-line-project';
import { HookReceivers } from './hook-receivers';
import { TestLab } from './support';

/** A guest boots once in emulation. */
jest.setTimeout(1_800_000);

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

/**
 * Where the command is killed. Each step breaks off when all is done and not noted; one that acts outside of its journal also
 * when it was begun; the delivery to a hook before it is sent, and before it is confirmed.
 */
const acted = (step: string): readonly string[] => [`after ${step} begin`, `before ${step} done`];
const noted = (step: string): readonly string[] => [`before ${step} done`];
const told = (step: string): readonly string[] => [
  ...['register', 'monitoring'].flatMap((hook) => [
    `after ${hook} sent`,
    `before ${hook} confirmed`,
  ]),
  ...noted(step),
];
const retireMoments = [
  ...['final-backup', 'verify-backup', 'shutdown'].flatMap(acted),
  ...told('revoke-access'),
  ...['quarantine', 'evidence'].flatMap(noted),
];
const destroyMoments = [
  ...['inspect', 'disks'].flatMap(noted),
  ...acted('terraform'),
  ...noted('unregister'),
  ...acted('leftovers'),
  ...told('revoke-rest'),
  ...noted('evidence'),
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
  const data = { checksum: '' };

  beforeAll(async () => {
    lab = await TestLab.start('end');
    storage = join(lab.instance.root, 'backup');
    project = new CommandLineProject(program(true, storage));
    hooks = await HookReceivers.start(folder);
    project.write('hooks.json', hooks.configuration);
    const backupProgram = join(folder, 'vm-backup');
    environment = { ...lab.environment, VM_LIFECYCLE_BACKUP_PROGRAM: backupProgram };
    agent = agentOf({ vmName }, lab.instance);
    await planAndApply('the VM');
    const [jobs = ''] = readdirSync(join(project.root, 'backup-jobs'));
    host = new BackupHost(lab.instance, join(project.root, 'backup-jobs', jobs, 'files'));
    await host.writeProgram(backupProgram);
    mkdirSync(storage, { mode: 0o700 });
  });

  afterAll(async () => {
    await hooks.stop();
    await lab.stop([]);
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function command(args: readonly string[], day = today): Promise<CommandResult> {
    return project.run(args, environment, day);
  }

  async function done(args: readonly string[], day = today): Promise<string> {
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
    const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (_code, by) => {
        resolve(by);
      });
    });
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

  /** Each receiver had these events, once each, and no other ones. */
  function expectTold(...events: readonly string[]): void {
    const once = Object.fromEntries(events.map((event) => [`${event} ${vmName}`, 1]));
    const { register, monitoring } = hooks;
    expect({ register, monitoring }).toEqual({ register: once, monitoring: once });
  }

  test('is provisioned, and enrolled once', async () => {
    expectTold('enrol');
    await waitForGuest({ vmName }, lab.instance, () => undefined);
    const script = `set -e
      mountpoint -q /srv/data
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
    expectTold('enrol', 'revoke retire');
    project.commit('evidence of the retirement');
  });

  test('stays off in its quarantine, without a change or drift, and is not destroyed before its end', async () => {
    for (const name of ['plan', 'drift']) {
      const { code, stdout } = await command([name, stack, '--detailed-exitcode', '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ stacks: [{ changes: [], drift: [] }] });
      expect(code).toBe(0);
    }
    await done(apply);
    expect(await lab.virsh('domstate', vmName)).toBe('shut off');
    const early = await command(['destroy', stack, vmName], addDays(later, -1));
    expect(early.code).toBe(2);
    expect(early.stderr).toContain(`the quarantine lasts until ${later}`);
    expect(early.stderr).toContain('[VML070]');
    // Nor by a record that says so.
    const file = 'plans/retirements.json';
    const record = project.read(file);
    project.write(file, record.replace('"stage": "retire"', '"stage": "destroy"'));
    expect(await command(apply, addDays(later, -1))).toMatchObject({ code: 2 });
    project.write(file, record);
  });

  test('is destroyed, whenever the command is killed', async () => {
    await done(['destroy', stack, vmName], later);
    project.program(program(false, storage));
    await done(['plan', stack], later);
    const { changes } = JSON.parse(project.read(`plans/${stack}.json`)) as {
      changes: readonly { address: string; actions: readonly string[] }[];
    };
    const deleted = changes
      .filter(({ actions }) => actions.includes('delete'))
      .map(({ address }) => address)
      // These hold no data: the seed, and what guards plans.
      .filter((address) => !/^terraform_data\.|_Seed_/.test(address));
    expect(deleted).toEqual(evidence().retirement.addresses);
    project.commit('destroy');
    for (const moment of destroyMoments) await killedAt(moment, later);
    await done(apply, later);
    const { destroy, retirement } = evidence();
    expect(destroy?.addresses.map(({ address }) => address)).toEqual(retirement.addresses);
    // The provider removes the UEFI variables.
    expect(destroy?.removed.map(({ kind }) => kind)).toEqual(['vtpm']);
    expect(destroy?.disks.map(({ fate }) => fate)).toEqual(['destroyed', 'destroyed']);
    expectTold('enrol', 'revoke retire', 'revoke destroy');
    project.commit('evidence of the destroy');
    expect(await command(['plan', stack, '--detailed-exitcode'], later)).toMatchObject({ code: 0 });
  });

  test('leaves nothing', async () => {
    const left = leftovers(lab.instance).filter(
      ({ kind, name }) =>
        !['pool', 'network'].includes(kind) && !/dnsmasq$|\/debian-12[^/]*$/.test(name),
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
