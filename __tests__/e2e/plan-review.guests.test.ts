/**
 * One commit that changes the memory of a VM, adds a member to a clone set and deletes a protected VM, on a real libvirt: what
 * the review says, what policy refuses, and what happens on the hypervisor between review and apply. The guests have empty
 * disks: no system boots.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { terraformEnvironment } from '../../lab/engines/terraform';
import {
  labInstance,
  removeVtpmState,
  startHypervisor,
  stopHypervisor,
  type LabInstance,
} from '../../lab/hypervisor';
import { removeOrphans } from '../../lab/reconcile';
import { run } from '../../lib/operations/process';
import type { ReviewDocument } from '../../lib/review';
import { CommandLineProject } from './command-line-project';

jest.setTimeout(400_000);

const quiet = (): undefined => undefined;
const instance: LabInstance = labInstance(`review-${String(process.pid)}`);
const image = join(instance.stateFolder, 'empty.qcow2');

interface Shape {
  readonly memory: number;
  readonly members: readonly string[];
  readonly database: boolean;
}

const program = ({ memory, members, database }: Shape): string => `
import { App, LocalBackend } from 'cdktf';
import {
  EnvironmentStack, HardenedVm, LinkedCloneSet, Network, runApp, Size, synthesize, Template,
} from 'vm-lifecycle';
import { LibvirtHypervisor } from 'vm-lifecycle/libvirt';
runApp(() => {
  const app = new App();
  const stack = new EnvironmentStack(app, 'shop', {
    name: 'staging',
    owner: 'team-shop',
    guestDefaults: {
      sshAuthorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb ops'],
      adminCidrs: ['198.51.100.0/24'],
      ntpServers: ['192.0.2.10'],
      logCollector: { address: '192.0.2.10' },
    },
  });
  new LibvirtHypervisor(stack, 'Libvirt', {
    uri: '${instance.uri}',
    domainType: 'qemu',
    storagePool: { name: 'guests', path: '${instance.imagesFolder}/guests' },
  });
  stack.addNetwork('office', new Network(stack, 'Office', {
    networkName: 'office', cidr: '198.51.100.0/24', mode: 'isolated',
  }));
  const template = new Template(stack, 'Base', { templateName: 'base', generation: 'g1', image: '${image}' });
  const common = { template, cpuCount: 1, networks: [{ network: 'office' }], guest: {} };
  const data = [{ name: 'data', size: Size.gibibytes(1) }];
  new HardenedVm(stack, 'Web', {
    ...common, name: 'web-1', purpose: 'shop', memory: Size.mebibytes(${String(memory)}), dataDisks: data,
  });
  ${database ? "new HardenedVm(stack, 'Database', { ...common, name: 'db-1', purpose: 'orders', memory: Size.mebibytes(96), dataDisks: data, protection: true });" : ''}
  new LinkedCloneSet(stack, 'Workers', {
    ...common, members: ${JSON.stringify(members)}, naming: 'worker-{member}', purpose: 'jobs', memory: Size.mebibytes(96),
  });
  synthesize(app);
});
`;

const first: Shape = { memory: 96, members: ['blue'], database: true };
const apply = ['apply', '--approved-branch', 'main'];
let project: CommandLineProject;
let environment: NodeJS.ProcessEnv;

const command = (...args: string[]): ReturnType<CommandLineProject['run']> =>
  project.run(args, environment);
const virsh = async (...args: string[]): Promise<string> =>
  (await run('virsh', ['--quiet', '--connect', instance.uri, ...args], { timeoutMs: 60_000 }))
    .stdout;

beforeAll(async () => {
  environment = await terraformEnvironment(['libvirt'], { onProgress: quiet });
  await startHypervisor(instance, { onProgress: quiet });
  mkdirSync(instance.stateFolder, { recursive: true });
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-o', 'compat=1.1', image, '64M']);
  project = new CommandLineProject(program(first));
  expect((await command('plan')).stderr).not.toContain('[VML');
  project.commit('the first plan');
  expect(await project.run(apply, environment)).toMatchObject({ code: 0 });
});

afterAll(async () => {
  const uuids = (await virsh('list', '--all', '--uuid')).split('\n').filter(Boolean);
  await removeOrphans(instance, []);
  removeVtpmState(instance, uuids);
  await stopHypervisor(instance);
  rmSync(instance.root, { recursive: true, force: true });
  project.remove();
});

test('what is deployed is planned without a change', async () => {
  expect(await command('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  expect(JSON.parse(project.read('plans/protected.json'))).toMatchObject({
    stacks: {
      shop: {
        [address('libvirt_domain', 'Database')]: { vm: 'db-1' },
        [address('libvirt_volume', 'Database_DataDisk-data')]: { vm: 'db-1' },
        [address('libvirt_volume', 'Database_SystemDisk')]: { vm: 'db-1' },
      },
    },
  });
});

test('the code of a protected VM is not simply deleted', async () => {
  project.program(program({ ...first, database: false }));
  const synth = await run('/bin/sh', ['-c', 'node --require tsx/cjs main.ts'], {
    cwd: project.root,
    env: { ...process.env, CDKTF_OUTDIR: join(project.root, 'cdktf.out') },
    allow: [2],
  });
  expect(synth.code).toBe(2);
  expect(synth.stderr.split('\n').filter((line) => line.startsWith('[VML067] shop/'))).toHaveLength(
    3,
  );
  expect(synth.stderr).toContain('run `vm-lifecycle retire shop db-1` first');
});

test('the review names each impact rightly, and policy refuses the deletion, though the ledger was changed as well', async () => {
  project.write('plans/protected.json', '{ "version": 1, "stacks": {} }\n');
  project.program(program({ memory: 128, members: ['blue', 'green'], database: false }));
  const { code, stdout } = await command('plan', '--json');
  expect(code).toBe(2);
  const [review] = (JSON.parse(stdout) as { stacks: ReviewDocument[] }).stacks;
  const of = (vm: string): string[] =>
    (review?.changes ?? [])
      .filter((change) => change.vm === vm && change.impact !== 'none')
      .map(({ type, action, impact }) => `${action} ${type}: ${impact}`)
      .sort();
  expect(review?.summary.vms).toEqual([
    expect.objectContaining({ vm: 'db-1', impact: 'data-loss' }),
    expect.objectContaining({ vm: 'web-1', impact: 'power-cycle' }),
    expect.objectContaining({ vm: 'worker-green', impact: 'none' }),
  ]);
  expect(of('web-1')).toEqual(['replace libvirt_domain: power-cycle']);
  expect(of('db-1')).toEqual([
    'delete libvirt_domain: data-loss',
    'delete libvirt_volume: data-loss',
    'delete libvirt_volume: data-loss',
  ]);
  const denied = (review?.policy ?? []).filter(({ severity }) => severity === 'deny');
  const subjects = denied.map(
    ({ rule, subject = '' }) => `${rule} ${subject.replace(/_[0-9A-F]{8}$/, '')}`,
  );
  expect(subjects).toEqual(
    expect.arrayContaining([
      'protected-without-approval libvirt_domain.Database',
      'destroy-without-approval libvirt_volume.Database_DataDisk-data',
    ]),
  );
  expect(denied.some(({ subject = '' }) => /Web|Workers/.test(subject))).toBe(false);

  // The same in the difference that a pull request shows.
  project.git('add', '--intent-to-add', '--all');
  const difference = project.git('diff', '--', 'plans/shop.json', 'plans/shop.md');
  for (const expected of ['web-1', 'worker-green', 'db-1', 'Denied', 'data-loss', 'power-cycle']) {
    expect(difference).toContain(expected);
  }
  project.commit('what policy denies');
  const refused = await project.run(apply, environment);
  expect(refused.code).toBe(2);
  expect(await virsh('list', '--name')).toContain('db-1');
  project.git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'revert', '--no-edit', 'HEAD');
});

test('what happens on the hypervisor between review and apply voids the review only where it matters', async () => {
  project.program(program({ ...first, memory: 128, members: ['blue', 'green'] }));
  expect((await command('plan')).code).toBe(0);
  const early = await project.run(apply, environment);
  expect(early.code).toBe(2);
  expect(early.stderr).toContain('got another configuration; ');
  project.commit('memory and a member');

  await virsh('desc', 'web-1', '--config', '--live', 'noted by a backup product');
  // A guest without a system does not let a disk go while it runs.
  const target = /(\w+) +.*web-1\.data/.exec(await virsh('domblklist', 'web-1'))?.[1] ?? '';
  await virsh('destroy', 'web-1');
  await virsh('detach-disk', 'web-1', target, '--config');
  await virsh('start', 'web-1');
  const refused = await project.run(apply, environment);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('[VML068] shop/libvirt_domain.Web_');
  expect(refused.stderr).toContain('disk');
  expect(refused.stderr).not.toContain('description');
  expect(await virsh('dominfo', 'web-1')).toContain('98304 KiB');
});

/** Ids of constructs are contract; their hashes are found in the state. */
function address(type: string, id: string): string {
  const ledger = project.read('plans/protected.json');
  return new RegExp(`${type}\\.${id}_[0-9A-F]{8}`).exec(ledger)?.[0] ?? `no ${type}.${id}`;
}
