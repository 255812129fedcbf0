/** Proxmox VE: a template from an image, its linked clone made anew, a restart that is left to people, a backup server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, LocalBackend, TerraformVariable } from 'cdktf';
import { terraformEnvironment } from '../../lab/engines/terraform';
import { labInstance } from '../../lab/hypervisor';
import {
  proxmoxEnvironment,
  readProxmox,
  startProxmox,
  stopProxmox,
  type ProxmoxConnection,
  type VirtualMachineEntry,
} from '../../lab/proxmox';
import { run } from '../../lib/operations/process';
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  synthesize,
  Template,
  todayContext,
} from '../../lib';
import { ProxmoxHypervisor } from '../../lib/drivers/proxmox';
import { ed25519 } from '../lib/constructs/support';

jest.setTimeout(300_000);

const instance = labInstance(`pve-image-${String(process.pid)}`);
const out = mkdtempSync(join(tmpdir(), 'proxmox-image-'));
let connection: ProxmoxConnection;
let environment: NodeJS.ProcessEnv & { TERRAFORM_BINARY_NAME: string };

function synthesizeStack(cpuCount: number, generation = '1'): void {
  const app = new App({ outdir: out, context: { [todayContext]: '2026-11-21' } });
  const stack = new EnvironmentStack(app, 'image', {
    name: 'lab',
    category: 'lab',
    owner: 'team-a',
    backend: (scope) => new LocalBackend(scope, { path: 'terraform.tfstate' }),
  });
  const password = new TerraformVariable(stack, 'backup_password', { sensitive: true });
  new ProxmoxHypervisor(stack, 'Cluster', {
    node: 'pve1',
    datastore: 'ceph-vms',
    imageDatastore: 'backup',
    backupServers: {
      pbs1: {
        server: '192.0.2.40',
        datastore: 'store',
        username: 'backup@pbs',
        password: password.stringValue,
        passwordInState: { stateEncryption: 'backend', reason: 'a test', expires: '2027-12-31' },
      },
    },
  });
  const template = new Template(stack, 'Debian', {
    templateName: 'debian-12',
    generation,
    image: 'https://images.example/debian-12.qcow2',
    systemDiskSize: Size.gibibytes(3),
    attestedControls: 'baseline',
  });
  new HardenedVm(stack, 'Web', {
    name: 'web-1',
    purpose: 'tests',
    template,
    cpuCount,
    memory: Size.gibibytes(1),
    networks: [
      {
        network: Network.fromBridge(stack, 'Office', {
          networkName: 'vmbr0',
          cidr: '198.51.100.0/24',
        }),
      },
    ],
    guest: { sshAuthorizedKeys: [ed25519] },
  });
  synthesize(app);
}

const terraform = async (...args: string[]): Promise<{ code: number; stdout: string }> =>
  run(environment.TERRAFORM_BINARY_NAME, [...args, '-input=false', '-no-color'], {
    cwd: join(out, 'stacks', 'image'),
    env: { ...environment, TF_VAR_backup_password: 'from-the-environment' },
    allow: [2],
    timeoutMs: 120_000,
  });

async function applied(...args: string[]): Promise<string> {
  const { stdout } = await terraform('apply', '-auto-approve', ...args);
  expect((await terraform('plan', '-detailed-exitcode')).code).toBe(0);
  return stdout;
}

async function web(): Promise<VirtualMachineEntry | undefined> {
  const { virtualMachines } = await readProxmox(connection);
  return virtualMachines.find(({ name }) => name === 'web-1');
}

beforeAll(async () => {
  connection = await startProxmox(instance);
  environment = { ...(await terraformEnvironment(['proxmox'])), ...proxmoxEnvironment(connection) };
  synthesizeStack(1);
  await terraform('init');
});

afterAll(async () => {
  await stopProxmox(instance);
  rmSync(out, { recursive: true, force: true });
  rmSync(instance.root, { recursive: true, force: true });
});

test('an image becomes a template, of which linked clones are made', async () => {
  await applied();
  const { virtualMachines, storages } = await readProxmox(connection);
  const template = virtualMachines.find(({ name }) => name === 'debian-12-1');
  expect(template).toMatchObject({ template: true, config: { bios: 'ovmf' } });
  const base = /^ceph-vms:(base-\d+-disk-\d+)/.exec(String(template?.config.scsi0))?.[1];
  expect(base).toBeDefined();
  expect((await web())?.config.scsi0).toContain(`ceph-vms:${String(base)}/`);
  expect(storages).toContainEqual(expect.objectContaining({ storage: 'pbs1', type: 'pbs' }));
});

test('a change that needs a restart waits for people, and says so', async () => {
  synthesizeStack(2);
  expect(await applied()).toContain('a reboot is required');
  expect((await web())?.pending).toContainEqual(
    expect.objectContaining({ key: 'cores', pending: 2 }),
  );
});

test('a machine that is made anew has its firewall again', async () => {
  const before = (await web())?.firewall;
  expect(before?.rules.length).toBeGreaterThan(0);
  // "state" takes no -input.
  const { stdout } = await run(environment.TERRAFORM_BINARY_NAME, ['state', 'list'], {
    cwd: join(out, 'stacks', 'image'),
    env: environment,
  });
  const address = stdout.split('\n').find((line) => line.includes('environment_vm.Web_')) ?? '';
  await applied(`-replace=${address}`);
  const after = await web();
  expect(after?.firewall).toEqual(before);
  expect([after?.config.cores, after?.pending]).toEqual([2, []]);
});

test('a template is not changed under its clones', async () => {
  synthesizeStack(2, '2');
  await expect(terraform('plan')).rejects.toThrow(/VML034.*image\/Debian\.generation/s);
});
